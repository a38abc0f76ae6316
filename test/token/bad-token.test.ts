// MSAL throws an InteractionRequiredAuthError on this suberror, and forgets the refresh token.
import { describe, expect, it } from 'vitest';
import { type TestClock, testClock } from '../support/clock.ts';
import { grantClients, redeem, refresh, revoke, signIn } from '../support/grants.ts';
import type { TestAnswer } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: grantClients, clock };
});

const told = ({ status, json }: TestAnswer) => [status, json.error, json.error_codes[0], json.suberror];

describe('the suberror of a refused grant', () => {
  it.each<[what: string, number: number, ask: () => Promise<TestAnswer>]>([
    ['a refresh token that is none', 70000, () => refresh(server, 'none')],
    [
      'an expired refresh token',
      70008,
      async () => {
        const { refreshToken } = await signIn(server);
        clock.advance(14 * 86_400);
        return refresh(server, refreshToken);
      },
    ],
    [
      'a revoked refresh token',
      50173,
      async () => {
        const { refreshToken } = await signIn(server);
        await revoke(server, refreshToken);
        return refresh(server, refreshToken);
      },
    ],
    [
      'a refresh token that was exchanged long ago',
      990003,
      async () => {
        const { refreshToken } = await signIn(server);
        await refresh(server, refreshToken);
        clock.advance(60);
        return refresh(server, refreshToken);
      },
    ],
    ['a code that was redeemed', 54005, async () => redeem(server, (await signIn(server)).code)],
  ])('says of %s that it is a bad token, so that the user is asked to sign in again', async (_what, number, ask) => {
    expect(told(await ask())).toEqual([400, 'invalid_grant', number, 'bad_token']);
  });

  it('is absent when signing in again would lead to the same refusal', async () => {
    const code = await server.issueCode('web');
    expect(told(await redeem(server, code, { code_verifier: 'x'.repeat(43) }))).toEqual([
      400,
      'invalid_grant',
      501481,
      undefined,
    ]);
    const { refreshToken } = await signIn(server);
    const refused = await refresh(server, refreshToken, { scope: 'payments.write' });
    expect(told(refused)).toEqual([400, 'invalid_scope', 70011, undefined]);
  });
});
