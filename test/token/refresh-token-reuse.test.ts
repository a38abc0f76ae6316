import { beforeEach, describe, expect, it } from 'vitest';
import { type TestClock, testClock } from '../support/clock.ts';
import { type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { grantClients, redeem, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { expectRefusal, expectTokens, type TestAnswer } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

const scope = 'reports.read reports.write';
const day = 86_400;
/** Seconds. */
const window = 30;

let clock: TestClock;
let store: FaultyStore;
const server = useServer(() => {
  clock = testClock();
  return {
    clients: grantClients,
    clock,
    change(service) {
      store = faultyStore(service.store);
      return { ...service, store };
    },
  };
});
beforeEach(() => {
  server.log.length = 0;
});

/** @param event of the log line */
function expectRefreshed(answer: TestAnswer, generation: number, event = 'request'): string {
  expectTokens(answer, scope, { refreshToken: true });
  expect(refreshClaims(answer.json.refresh_token).generation).toBe(generation);
  expect(server.log.at(-1)?.event).toBe(event);
  return answer.json.refresh_token;
}

function expectReuse(answer: TestAnswer): void {
  expectRefusal(answer, 'RefreshTokenReused', 'Its grant is now revoked');
  expect(server.log.at(-1)).toMatchObject({ status: 400, error_codes: [990003], event: 'refresh_token_reused' });
}

async function expectRevoked(...refreshTokens: readonly string[]): Promise<void> {
  for (const refreshToken of refreshTokens) {
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', 'has been revoked');
  }
}

/** A new grant whose first refresh token was exchanged just now. */
async function exchanged(): Promise<{ old: string; live: string }> {
  const { refreshToken } = await signIn(server);
  return { old: refreshToken, live: expectRefreshed(await refresh(server, refreshToken), 1) };
}

describe('a refresh token that was exchanged before the window', () => {
  it('is refused, and every token of the grant is revoked', async () => {
    const { old, live } = await exchanged();
    clock.advance(window);
    expectReuse(await refresh(server, old));
    await expectRevoked(live, old);
  });

  it('is reuse also after it has expired, so a thief who keeps rotating while the client is idle is detected', async () => {
    const { old, live } = await exchanged();
    let stolen = live;
    for (let generation = 2; generation <= 3; generation += 1) {
      clock.advance(10 * day);
      stolen = expectRefreshed(await refresh(server, stolen), generation);
    }
    expectReuse(await refresh(server, old));
    await expectRevoked(stolen);
  });

  it('is only expired after the end of the grant', async () => {
    const { old } = await exchanged();
    clock.advance(90 * day);
    expectRefusal(await refresh(server, old), 'GrantExpired', 'has expired');
  });

  it('is distinguished from one that expired unused', async () => {
    const { refreshToken } = await signIn(server);
    clock.advance(14 * day);
    expectRefusal(await refresh(server, refreshToken), 'GrantExpired', 'has expired');
    expect(server.log.at(-1)).toHaveProperty('event', 'request');
  });

  it.each([
    ['a wider scope', { scope: 'payments.write' }, 'InvalidScope'],
    ['another resource', { resource: 'https://thief.example' }, 'InvalidResource'],
    ['a wrong secret', { client_secret: 'x'.repeat(32) }, 'InvalidClient'],
    ['another client', { client_id: 'strict' }, 'InvalidGrant'],
  ] as const)('ends no grant when it comes with %s', async (_what, changes, row) => {
    const { old, live } = await exchanged();
    clock.advance(window);
    expectRefusal(await refresh(server, old, changes), row, /./);
    expectRefreshed(await refresh(server, live), 2);
  });
});

describe('a refresh token that was exchanged inside the window', () => {
  it('is answered with the same successor, because the first answer may have been lost', async () => {
    const { old, live } = await exchanged();
    clock.advance(window - 1);
    const again = expectRefreshed(await refresh(server, old), 1, 'refresh_token_repeated');
    expectRefreshed(await refresh(server, again), 2);
    expectRefreshed(await refresh(server, live), 2, 'refresh_token_repeated');
  });

  it('does not extend the window', async () => {
    const { old } = await exchanged();
    for (let tries = 0; tries < 3; tries += 1) {
      clock.advance(window / 3 - 0.1);
      expectRefreshed(await refresh(server, old), 1, 'refresh_token_repeated');
    }
    clock.advance(0.3);
    expectReuse(await refresh(server, old));
  });

  it('is reuse when its successor was exchanged as well: the window covers one generation', async () => {
    const { old, live } = await exchanged();
    const newest = expectRefreshed(await refresh(server, live), 2);
    expectReuse(await refresh(server, old));
    await expectRevoked(newest);
  });

  it('is answered even if it has expired since, because the exchange was in time', async () => {
    const { refreshToken } = await signIn(server);
    clock.advance(14 * day - 1);
    expectRefreshed(await refresh(server, refreshToken), 1);
    clock.advance(2);
    const again = expectTokensOf(await refresh(server, refreshToken));
    expectRefreshed(await refresh(server, again), 2);
  });

  it('is reuse for a client without a window', async () => {
    const strict = { client_id: 'strict' };
    const { refreshToken } = await signIn(server, 'strict');
    const live = expectRefreshed(await refresh(server, refreshToken, strict), 1);
    expectReuse(await refresh(server, refreshToken, strict));
    expectRefusal(await refresh(server, live, strict), 'GrantRevoked', 'has been revoked');
  });

  it('is logged as a shared token when it happens in three consecutive generations', async () => {
    let { refreshToken } = await signIn(server);
    const events = ['refresh_token_repeated', 'refresh_token_repeated', 'refresh_token_shared'];
    for (const [index, event] of events.entries()) {
      const next = expectRefreshed(await refresh(server, refreshToken), index + 1);
      expectRefreshed(await refresh(server, refreshToken), index + 1, event);
      refreshToken = next;
    }
  });

  function expectTokensOf(answer: TestAnswer): string {
    expectTokens(answer, scope, { refreshToken: true });
    return answer.json.refresh_token;
  }
});

describe('a lost answer of the store', () => {
  const unavailable = 'A dependency did not answer';

  it('has no effect when the exchange never arrived', async () => {
    const { refreshToken } = await signIn(server);
    store.expect(['unreached']);
    expectRefusal(await refresh(server, refreshToken), 'StoreUnavailable', unavailable);
    expectRefreshed(await refresh(server, refreshToken), 1);
  });

  it('has no effect inside the window when the exchange was carried out', async () => {
    const { refreshToken } = await signIn(server);
    store.expect(['answer lost']);
    expectRefusal(await refresh(server, refreshToken), 'StoreUnavailable', unavailable);
    const live = expectRefreshed(await refresh(server, refreshToken), 1, 'refresh_token_repeated');
    expectRefreshed(await refresh(server, live), 2);
  });

  it('is invisible when the SDK retries, with or without a window', async () => {
    for (const client_id of ['web', 'strict']) {
      const { refreshToken } = await signIn(server, client_id);
      store.expect(['repeated']);
      const live = expectRefreshed(await refresh(server, refreshToken, { client_id }), 1);
      expectRefreshed(await refresh(server, live, { client_id }), 2);
    }
  });

  it('is invisible when a code is redeemed and the SDK retries', async () => {
    const code = await server.issueCode('web');
    store.expect(['repeated']);
    const answer = await redeem(server, code);
    expectTokens(answer, scope, { refreshToken: true });
    expectRefreshed(await refresh(server, answer.json.refresh_token), 1);
  });

  it('leaves the grant unchanged when it happens during the checks', async () => {
    const { old, live } = await exchanged();
    clock.advance(window);
    for (const faults of [['none', 'unreached'], ['unreached'], ['none', 'none', 'unreached']] as const) {
      store.expect(faults);
      expectRefusal(await refresh(server, old), 'StoreUnavailable', unavailable);
    }
    expectRefreshed(await refresh(server, live), 2);
  });
});
