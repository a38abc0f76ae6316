// Invented tokens, and real ones that are damaged or have another header: each is refused, and none causes a fault.
import { describe, it } from 'vitest';
import { checkAnswers } from '../support/hostile.ts';
import { expectRefusal, expectTokens, postToken } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { hostileToken } from './hostile-token.ts';

const server = useServer();

const form = [['Content-Type', 'application/x-www-form-urlencoded']] as const;

async function codeRequest(): Promise<Record<string, string>> {
  return {
    grant_type: 'authorization_code',
    client_id: 'native',
    code: await server.issueCode('native'),
    redirect_uri: 'http://127.0.0.1/callback',
    code_verifier: verifier,
  };
}

/** Expects that each is refused, and that the real one still works afterwards. */
async function checkToken(name: 'code' | 'refresh_token', request: Record<string, string>): Promise<void> {
  const real = request[name] ?? '';
  await checkAnswers(
    server,
    hostileToken(real).filter((token) => token !== ''),
    (token) => ({ headers: form, body: new URLSearchParams({ ...request, [name]: token }).toString() }),
    (answer) => expectRefusal(answer, 'InvalidGrant', ''),
  );
  const answer = await postToken(server, request);
  expectTokens(answer, 'reports.read reports.write', { refreshToken: true });
}

describe('is refused, and the real one works after it', () => {
  it('any code, and any damaged real one', async () => {
    await checkToken('code', await codeRequest());
  });

  it('any refresh token, and any damaged real one', async () => {
    const { json } = await postToken(server, await codeRequest());
    const { refresh_token } = json;
    await checkToken('refresh_token', { grant_type: 'refresh_token', client_id: 'native', refresh_token });
  });
});
