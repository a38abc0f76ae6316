// Many requests at once with the same code, and with the same refresh token.
import { describe, expect, it } from 'vitest';
import { remoteStore } from '../shared/store/remote-store.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { grantClients, redeem, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { expectRefusal, expectTokens, type TestAnswer } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const scope = 'reports.read reports.write';
const crowd = 50;

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return {
    clients: grantClients,
    clock,
    change: (service) => ({ ...service, store: remoteStore(service.store) }),
  };
});

function atOnce(ask: (caller: number) => Promise<TestAnswer>): Promise<readonly TestAnswer[]> {
  return Promise.all(Array.from({ length: crowd }, (_, caller) => ask(caller)));
}

const isSuccess = ({ status }: TestAnswer) => status === 200;

function tokenOf(answer: TestAnswer | undefined, generation: number): string {
  if (!answer) throw new Error('nobody was answered');
  expectTokens(answer, scope, { refreshToken: true });
  expect(refreshClaims(answer.json.refresh_token).generation).toBe(generation);
  return answer.json.refresh_token;
}

describe('one code, many redemptions at once', () => {
  it('succeeds once, and the tokens of that response stay valid', async () => {
    const code = await server.issueCode('web');
    const answers = await atOnce(() => redeem(server, code));
    expect(answers.filter(isSuccess)).toHaveLength(1);
    for (const answer of answers.filter((each) => !isSuccess(each))) {
      expectRefusal(answer, 'CodeAlreadyRedeemed', 'redeemed a moment ago');
    }
    const first = tokenOf(answers.find(isSuccess), 0);
    tokenOf(await refresh(server, first), 1);
  });

  it('succeeds once among callers with a wrong request, and its tokens stay valid', async () => {
    const code = await server.issueCode('web');
    const wrong = [{ code_verifier: 'x'.repeat(43) }, { client_id: 'strict' }, { redirect_uri: 'https://x.example' }];
    const answers = await atOnce((caller) => redeem(server, code, wrong[caller % 4] ?? { code_verifier: verifier }));
    expect(answers.filter(isSuccess)).toHaveLength(1);
    tokenOf(await refresh(server, tokenOf(answers.find(isSuccess), 0)), 1);
  });

  it('gives each of many codes its own grant', async () => {
    const codes = await Promise.all(Array.from({ length: crowd }, () => server.issueCode('web')));
    const answers = await atOnce((caller) => redeem(server, codes[caller] ?? ''));
    for (const answer of answers) tokenOf(answer, 0);
  });
});

describe('one refresh token, many refreshes at once', () => {
  it('all return the same generation, and the grant stays active', async () => {
    const { refreshToken } = await signIn(server);
    const seconds = (await atOnce(() => refresh(server, refreshToken))).map((answer) => tokenOf(answer, 1));
    const thirds = (await atOnce((caller) => refresh(server, seconds[caller] ?? ''))).map((answer) =>
      tokenOf(answer, 2),
    );
    clock.advance(60);
    tokenOf(await refresh(server, thirds[0] ?? ''), 3);
  });

  it('issue one generation: when one of its tokens is exchanged, the others count as reuse after the window', async () => {
    const { refreshToken } = await signIn(server);
    const [one = '', other = ''] = (await atOnce(() => refresh(server, refreshToken))).map((answer) =>
      tokenOf(answer, 1),
    );
    const next = tokenOf(await refresh(server, one), 2);
    clock.advance(30);
    expectRefusal(await refresh(server, other), 'RefreshTokenReused', 'Its grant is now revoked');
    expectRefusal(await refresh(server, next), 'GrantRevoked', 'has been revoked');
  });

  it('succeed at most once for a client without a window, and end the grant', async () => {
    const strict = { client_id: 'strict' };
    const { refreshToken } = await signIn(server, 'strict');
    const answers = await atOnce(() => refresh(server, refreshToken, strict));
    const winner = tokenOf(answers.find(isSuccess), 1);
    expect(answers.filter(isSuccess)).toHaveLength(1);
    expectRefusal(await refresh(server, winner, strict), 'GrantRevoked', 'has been revoked');
  });
});
