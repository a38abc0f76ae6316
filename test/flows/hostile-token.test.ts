// Any string where /revoke and /introspect expect a token: never a fault, always the response for an unknown token, and
// the real token that it was derived from stays active.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantClients, introspect, introspectAsApi, redeem, refresh, revoke, signIn } from '../support/grants.ts';
import { text } from '../support/hostile.ts';
import { expectIntrospection, expectRevoked, expectTokens, jobBasic, postAsJob, postForm } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';
import { hostileToken } from '../token/hostile-token.ts';

const numRuns = process.env.LONG ? 1_500 : 100;

const server = useServer({ clients: grantClients });

const hint = fc.oneof(fc.constantFrom('access_token', 'refresh_token', ''), text);

/** Sends strings derived from a real token to both endpoints. */
async function checkHostile(real: string): Promise<void> {
  const tokens = hostileToken(real).filter((token) => token !== '');
  await fc.assert(
    fc.asyncProperty(tokens, hint, async (token, token_type_hint) => {
      expectRevoked(await revoke(server, token, { token_type_hint }));
      expectIntrospection(await introspect(server, token, { token_type_hint }), undefined);
      expectIntrospection(await introspectAsApi(server, token), undefined);
    }),
    { numRuns },
  );
}

describe('a random string, or a mutation of', () => {
  it('an access token, is treated as unknown', async () => {
    const { accessToken } = await signIn(server);
    await checkHostile(accessToken);
    expect((await introspectAsApi(server, accessToken)).json.active).toBe(true);
  });

  it('a refresh token, is treated as unknown', async () => {
    const { refreshToken } = await signIn(server);
    await checkHostile(refreshToken);
    expect((await introspect(server, refreshToken)).json.active).toBe(true);
    expectTokens(await refresh(server, refreshToken), 'reports.read reports.write', { refreshToken: true });
  });

  it('a client_credentials token, is treated as unknown', async () => {
    const { json } = await postAsJob(server);
    await checkHostile(json.access_token);
    const own = await postForm(server, '/introspect', { token: json.access_token }, { Authorization: jobBasic });
    expect(own.json.active).toBe(true);
  });

  it('a code, and the code itself, is treated as unknown', async () => {
    const code = await server.issueCode('web');
    await checkHostile(code);
    expectRevoked(await revoke(server, code));
    expectIntrospection(await introspect(server, code), undefined);
    expectTokens(await redeem(server, code), 'reports.read reports.write', { refreshToken: true });
  });
});
