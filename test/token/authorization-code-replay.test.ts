import { beforeEach, describe, expect, it } from 'vitest';
import { webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { brief, grantClients, noChallenge, redeem, refresh, signIn } from '../support/grants.ts';
import { expectRefusal, expectTokens, type TestAnswer } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const scope = 'reports.read reports.write';

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: grantClients, clock };
});
beforeEach(() => {
  server.log.length = 0;
});

async function expectAlive(refreshToken: string): Promise<void> {
  expectTokens(await refresh(server, refreshToken), scope, { refreshToken: true });
}

async function expectRevoked(refreshToken: string): Promise<void> {
  expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', 'has been revoked');
}

/** @param event of the log line */
function expectReplay(answer: TestAnswer, description: string, event: string): void {
  expectRefusal(answer, 'CodeAlreadyRedeemed', description);
  expect(server.log.at(-1)).toMatchObject({ endpoint: 'token', status: 400, error_codes: [54005], event });
}

describe('a code that was redeemed', () => {
  it('is refused, and its tokens are revoked', async () => {
    const { code, refreshToken } = await signIn(server);
    clock.advance(11);
    expectReplay(await redeem(server, code), 'Its grant is now revoked', 'code_replayed');
    await expectRevoked(refreshToken);
  });

  it('is refused without revoking anything for 10 seconds, as a browser may call back twice', async () => {
    const { code, refreshToken } = await signIn(server);
    expectReplay(await redeem(server, code), 'redeemed a moment ago', 'code_repeated');
    clock.advance(10);
    expectReplay(await redeem(server, code), 'redeemed a moment ago', 'code_repeated');
    await expectAlive(refreshToken);
  });

  it('is a replay within those 10 seconds when its refresh token was exchanged', async () => {
    const { code, refreshToken } = await signIn(server);
    const { json } = await refresh(server, refreshToken);
    expectReplay(await redeem(server, code), 'Its grant is now revoked', 'code_replayed');
    await expectRevoked(json.refresh_token);
  });

  it('is a replay at once when it had no challenge', async () => {
    const code = await server.issueCode('web', noChallenge);
    const { json } = await redeem(server, code, { code_verifier: undefined });
    expectReplay(await redeem(server, code, { code_verifier: undefined }), 'Its grant is now revoked', 'code_replayed');
    await expectRevoked(json.refresh_token);
  });

  it('is refused the third time, too', async () => {
    const { code } = await signIn(server);
    clock.advance(11);
    await redeem(server, code);
    expectRefusal(await redeem(server, code), 'CodeAlreadyRedeemed', 'its grant is revoked');
  });

  it('is refused for a client that may not refresh', async () => {
    const { code } = await signIn(server, brief.client_id);
    expectReplay(await redeem(server, code, { client_id: brief.client_id }), 'a moment ago', 'code_repeated');
    clock.advance(11);
    expectReplay(await redeem(server, code, { client_id: brief.client_id }), 'now revoked', 'code_replayed');
  });

  it.each([
    ['a wrong verifier', { code_verifier: `${verifier.slice(0, -1)}A` }, 'VerifierMismatch'],
    ['no verifier', { code_verifier: undefined }, 'VerifierMismatch'],
    ['a malformed verifier', { code_verifier: 'short' }, 'MalformedRequest'],
    ['a wrong secret', { client_secret: `${webSecret}x` }, 'InvalidClient'],
    ['no secret', { client_secret: undefined }, 'MissingCredentials'],
    ['another client', { client_id: 'strict' }, 'InvalidGrant'],
    ['another redirect_uri', { redirect_uri: 'https://thief.example' }, 'RedirectUriMismatch'],
    ['another resource', { resource: 'https://thief.example' }, 'InvalidResource'],
  ] as const)('does not cost the user the tokens when it comes with %s', async (_what, changes, row) => {
    const { code, refreshToken } = await signIn(server);
    for (const seconds of [11, 60]) {
      clock.advance(seconds);
      expectRefusal(await redeem(server, code, changes), row, /./);
    }
    await expectAlive(refreshToken);
  });

  it.each([60, 61, 3_600, 86_400, 13 * 86_400])('is a replay also after it has expired: %i s', async (seconds) => {
    const { code, refreshToken } = await signIn(server);
    clock.advance(seconds);
    expectReplay(await redeem(server, code), 'Its grant is now revoked', 'code_replayed');
    expectRefusal(await redeem(server, code), 'CodeAlreadyRedeemed', 'its grant is revoked');
    await expectRevoked(refreshToken);
  });

  it('is refused without revoking anything when it expires within those 10 seconds', async () => {
    const code = await server.issueCode('web');
    clock.advance(59);
    const { json } = await redeem(server, code);
    clock.advance(9);
    expectReplay(await redeem(server, code), 'redeemed a moment ago', 'code_repeated');
    await expectAlive(json.refresh_token);
  });

  it('is refused as expired when its grant is over', async () => {
    const { code } = await signIn(server);
    clock.advance(90 * 86_400);
    expectRefusal(await redeem(server, code), 'GrantExpired', 'has expired');
  });
});
