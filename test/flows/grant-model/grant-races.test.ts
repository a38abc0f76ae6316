// Parallel callers of one grant, their calls to the store in every order that chance finds. The handler is called, not the
// host: each caller needs a separate store, so that its calls can be told apart, and thousands of orders are tried.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, type ErrorName } from '../../../shared/errors/catalogue.ts';
import { revokeGrant } from '../../../shared/grants/grants.ts';
import type { Store } from '../../../shared/store/store.ts';
import { web, webSecret } from '../../support/clients.ts';
import { type Fault, faultyStore } from '../../support/faulty-store.ts';
import { refreshClaims } from '../../support/grants.ts';
import { verifier } from '../../support/server.ts';
import { type CalledToken, callToken } from './call-token.ts';
import { openWorld, pass, rewind, type World } from './grant-world.ts';
import { inTurns } from './turns.ts';

const numRuns = process.env.LONG ? 2_000 : 120;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.server.close());

/** One of several callers at once: what becomes of one of its calls to the store. */
interface Caller {
  readonly fault: Fault;
  /** Which call. */
  readonly at: number;
}

const healthy: Caller = { fault: 'none', at: 0 };
const caller: fc.Arbitrary<Caller> = fc.record({
  fault: fc.constantFrom<Fault>('none', 'none', 'unreached', 'answer lost', 'repeated'),
  at: fc.nat(1),
});
const callers = fc.array(caller, { minLength: 2, maxLength: 5 });
/** Which of those that wait comes next. */
const choices = fc.array(fc.nat(59), { minLength: 1, maxLength: 24 });

const isLost = ({ fault }: Caller) => fault === 'unreached' || fault === 'answer lost';
const isFaulty = ({ fault }: Caller) => fault !== 'none';

function choosing(picks: readonly number[]): (count: number) => number {
  let step = 0;
  return (count) => (picks[step++ % picks.length] ?? 0) % count;
}

/** A call of /token by the caller, whose line to the store has its fault. */
function asking(form: Readonly<Record<string, string>>, { fault, at }: Caller): (store: Store) => Promise<CalledToken> {
  return (store) => {
    const line = faultyStore(store);
    line.expect([...Array<Fault>(at).fill('none'), fault]);
    return callToken({ client_secret: webSecret, ...form }, { ...world.server.service, store: line });
  };
}

const redeeming = (code: string) => ({
  grant_type: 'authorization_code',
  client_id: 'rotating',
  code,
  code_verifier: verifier,
  redirect_uri: web.redirect_uris[0] ?? '',
});

const refreshing = (refresh_token: string, client_id = 'rotating') => ({
  grant_type: 'refresh_token',
  client_id,
  refresh_token,
});

function ask(form: Readonly<Record<string, string>>): Promise<CalledToken> {
  return asking(form, healthy)(world.store);
}

async function signIn(client_id = 'rotating'): Promise<string> {
  rewind(world);
  const code = await world.server.issueCode(client_id);
  return (await ask({ ...redeeming(code), client_id })).refreshToken ?? '';
}

/** An answer in short: the generation of its token, or the name of its error. */
function told({ error, refreshToken }: CalledToken): number | ErrorName {
  if (refreshToken !== undefined) return refreshClaims(refreshToken).generation;
  return (Object.keys(catalogue) as ErrorName[]).find((name) => catalogue[name].number === error) ?? 'UnexpectedFault';
}

async function generationsOf(refreshToken: string): Promise<readonly string[]> {
  const { rows } = await world.store.read(refreshClaims(refreshToken).grant_id);
  return rows.map(({ name }) => name).filter((name) => name.startsWith('gen.'));
}

describe('a code that several callers redeem at once', () => {
  it('issues tokens at most once, exactly once if no response is lost, and they stay active', async () => {
    await fc.assert(
      fc.asyncProperty(callers, choices, async (each, picks) => {
        rewind(world);
        const code = await world.server.issueCode('rotating');
        const attempts = each.map((how) => asking(redeeming(code), how));
        const { results } = await inTurns(world.store, attempts, choosing(picks));
        const answers = results.map(told);
        const winners = results.filter(({ status }) => status === 200);
        for (const [index, answer] of answers.entries()) {
          const possible = isLost(each[index] ?? healthy)
            ? [0, 'CodeAlreadyRedeemed', 'StoreUnavailable']
            : [0, 'CodeAlreadyRedeemed'];
          expect(possible).toContain(answer);
        }
        expect(winners.length).toBeLessThanOrEqual(1);
        if (!each.some(isLost)) expect(winners).toHaveLength(1);
        for (const { refreshToken = '' } of winners) expect(told(await ask(refreshing(refreshToken)))).toBe(1);
      }),
      { numRuns },
    );
  });
});

describe('a refresh token that several callers use at once', () => {
  it('gives all of them the same generation, and does not end the grant', async () => {
    await fc.assert(
      fc.asyncProperty(callers, choices, async (each, picks) => {
        const token = await signIn();
        const attempts = each.map((how) => asking(refreshing(token), how));
        const answers = (await inTurns(world.store, attempts, choosing(picks))).results.map(told);
        for (const [index, answer] of answers.entries()) {
          expect(isLost(each[index] ?? healthy) ? [1, 'StoreUnavailable'] : [1]).toContain(answer);
        }
        const again = await ask(refreshing(token));
        expect(told(again)).toBe(1);
        expect(told(await ask(refreshing(again.refreshToken ?? '')))).toBe(2);
      }),
      { numRuns },
    );
  });

  it('issues no tokens after a revocation', async () => {
    await fc.assert(
      fc.asyncProperty(callers, choices, async (each, picks) => {
        const token = await signIn();
        const { grant_id } = refreshClaims(token);
        const attempts = each.map((how) => asking(refreshing(token), how));
        const revoking = (store: Store) => revokeGrant(grant_id, { store });
        const { results, order } = await inTurns<CalledToken | undefined>(
          world.store,
          [...attempts, (store) => revoking(store).then(() => undefined)],
          choosing(picks),
        );
        const end = order.indexOf(attempts.length);
        for (const [index, result] of results.slice(0, -1).entries()) {
          const answer = result && told(result);
          expect([1, 'GrantRevoked', 'StoreUnavailable']).toContain(answer);
          if (order.indexOf(index) > end) expect(answer).not.toBe(1);
        }
        const later = [token, ...results.flatMap((result) => result?.refreshToken ?? [])];
        for (const each of later) expect(told(await ask(refreshing(each)))).toBe('GrantRevoked');
      }),
      { numRuns },
    );
  });

  it('works at most once without a grace window, and ends the grant', async () => {
    await fc.assert(
      fc.asyncProperty(callers, choices, async (each, picks) => {
        const token = await signIn('strict');
        const attempts = each.map((how) => asking(refreshing(token, 'strict'), how));
        const answers = (await inTurns(world.store, attempts, choosing(picks))).results.map(told);
        const winners = answers.filter((answer) => answer === 1);
        expect(winners.length).toBeLessThanOrEqual(1);
        if (each.some(isLost)) return;
        expect(winners).toHaveLength(1);
        const losers = answers.filter((answer) => answer !== 1);
        expect(losers).toContain('RefreshTokenReused');
        expect(['RefreshTokenReused', 'GrantRevoked']).toEqual(expect.arrayContaining([...new Set(losers)]));
      }),
      { numRuns },
    );
  });
});

describe('the live token and an old one at once', () => {
  it('refuse the old one and end the grant, in either order', async () => {
    await fc.assert(
      fc.asyncProperty(callers, caller, choices, async (thieves, client, picks) => {
        const old = await signIn();
        const live = (await ask(refreshing(old))).refreshToken ?? '';
        pass(world, 30);
        const attempts = [asking(refreshing(live), client), ...thieves.map((how) => asking(refreshing(old), how))];
        const { results } = await inTurns(world.store, attempts, choosing(picks));
        const [clients, ...stolen] = results.map(told);
        expect([2, 'GrantRevoked', 'StoreUnavailable']).toContain(clients);
        for (const answer of stolen) {
          expect(['RefreshTokenReused', 'GrantRevoked', 'StoreUnavailable']).toContain(answer);
        }
        expect((await generationsOf(live)).length).toBe(1);
        if (thieves.some(isFaulty)) return;
        expect(stolen).toContain('RefreshTokenReused');
        const newest = results[0]?.refreshToken ?? live;
        expect(told(await ask(refreshing(newest)))).toBe('GrantRevoked');
      }),
      { numRuns },
    );
  });
});
