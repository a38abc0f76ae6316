// A grant revoked at /revoke: none of its tokens works, after any history and with concurrent requests.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { introspectEndpoint } from '../../../introspect/endpoint.ts';
import { revokeEndpoint } from '../../../revoke/endpoint.ts';
import { catalogue } from '../../../shared/errors/catalogue.ts';
import type { Store } from '../../../shared/store/store.ts';
import { webSecret } from '../../support/clients.ts';
import { type Fault, faultyStore } from '../../support/faulty-store.ts';
import { introspect, redeem, refresh, revoke } from '../../support/grants.ts';
import { expectIntrospection, expectRevoked } from '../../support/request.ts';
import { callForm } from './call-form.ts';
import { type CalledToken, callToken } from './call-token.ts';
import { lifetimes, players } from './grant-players.ts';
import { openWorld, pass, rewind, type World } from './grant-world.ts';
import { inTurns } from './turns.ts';

const isLong = Boolean(process.env.LONG);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.server.close());

const hint = fc.constantFrom(undefined, 'access_token', 'refresh_token', 'code');

/** A grant with the tokens of a sign-in and of some refreshes after it. */
async function begin(client_id: string, pauses: readonly number[]): Promise<{ access: string[]; refresh: string[] }> {
  rewind(world);
  const { server } = world;
  const first = await redeem(server, await server.issueCode(client_id), { client_id });
  const held = { access: [first.json.access_token], refresh: [first.json.refresh_token] };
  for (const pause of pauses) {
    pass(world, pause);
    const { json } = await refresh(server, held.refresh.at(-1) ?? '', { client_id });
    held.access.push(json.access_token);
    held.refresh.push(json.refresh_token);
  }
  return held;
}

/** The refusals of tokens that are over; of reuse there is nothing left to find. */
const refusals = [catalogue.GrantRevoked, catalogue.GrantExpired, catalogue.InvalidGrant].map(({ number }) => number);

/** Introspected as inactive and refused at /token, each of them. */
async function expectDead(tokens: readonly string[], client_id: string): Promise<void> {
  const { server } = world;
  for (const token of tokens) expectIntrospection(await introspect(server, token, { client_id }), undefined);
  // The youngest first: an older one might end the grant by its reuse.
  for (const token of tokens.toReversed()) {
    const { status, json } = await refresh(server, token, { client_id });
    expect([status, json.error]).toEqual([400, 'invalid_grant']);
    expect(refusals).toContain(json.error_codes[0]);
  }
}

describe('a revocation after any history', () => {
  const history = fc.record({
    player: fc.constantFrom(...players),
    pauses: fc.array(fc.integer({ min: 0, max: lifetimes.refresh - 1 }), { maxLength: 4 }),
    kind: fc.constantFrom('access' as const, 'refresh' as const),
    /** How many tokens back is the one that is revoked by, expired or exchanged as it may be. */
    back: fc.nat(4),
    sleep: fc.nat(lifetimes.refresh - 1),
    hint,
  });

  it('ends the whole grant, and no other grant', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ player: { id }, pauses, kind, back, sleep, hint: token_type_hint }) => {
        const other = await begin(id, []);
        const held = await begin(id, pauses);
        const newest = held.refresh.at(-1) ?? '';
        pass(world, sleep);
        // It could go on.
        expect((await introspect(world.server, newest, { client_id: id })).json.active).toBe(true);
        const by = held[kind].at(-1 - (back % held[kind].length)) ?? '';
        expectRevoked(await revoke(world.server, by, { client_id: id, token_type_hint }));
        await expectDead([...held.access, ...held.refresh], id);
        rewind(world);
        await expectDead([...held.access, ...held.refresh], id);
        for (const token of [...other.access, ...other.refresh]) {
          expect((await introspect(world.server, token, { client_id: id })).json.active).toBe(true);
        }
      }),
      { numRuns: isLong ? 500 : 40 },
    );
  });
});

describe('a revocation with concurrent requests', () => {
  interface Caller {
    readonly does: 'refresh' | 'introspect' | 'revoke';
    readonly fault: Fault;
  }
  const caller: fc.Arbitrary<Caller> = fc.record({
    does: fc.constantFrom('refresh', 'refresh', 'introspect', 'revoke'),
    fault: fc.constantFrom<Fault>('none', 'none', 'unreached', 'answer lost', 'repeated'),
  });
  const plan = fc.record({
    player: fc.constantFrom(...players),
    kind: fc.constantFrom('access' as const, 'refresh' as const),
    revokerFault: fc.constantFrom<Fault>('none', 'none', 'unreached', 'answer lost', 'repeated'),
    others: fc.array(caller, { minLength: 1, maxLength: 5 }),
    picks: fc.array(fc.nat(59), { minLength: 1, maxLength: 24 }),
  });

  interface Asked {
    readonly status: number;
    readonly tokens: readonly string[];
    readonly isActive?: boolean;
  }

  function asking(
    { does, fault }: Caller,
    token: string,
    refreshToken: string,
    client_id: string,
  ): (store: Store) => Promise<Asked> {
    const credentials = { client_id, client_secret: webSecret };
    return async (store) => {
      const line = faultyStore(store);
      line.expect([fault]);
      const service = { ...world.server.service, store: line };
      if (does === 'refresh') {
        const form = { ...credentials, grant_type: 'refresh_token', refresh_token: refreshToken };
        const { status, error, ...tokens }: CalledToken = await callToken(form, service);
        if (status === 400) expect(error).toBe(catalogue.GrantRevoked.number);
        return { status, tokens: Object.values(tokens).filter((each) => each !== undefined) };
      }
      const endpoint = does === 'revoke' ? revokeEndpoint : introspectEndpoint;
      const { status, json } = await callForm(does, endpoint, { ...credentials, token }, service);
      return { status, tokens: [], ...(status === 200 && does === 'introspect' && { isActive: json.active }) };
    };
  }

  it('ends the grant for all of them once it is answered, or once its retry is', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ player: { id }, kind, revokerFault, others, picks }) => {
        fc.pre(id !== 'strict' || others.filter(({ does }) => does === 'refresh').length <= 1);
        const held = await begin(id, []);
        const [access = '', refreshToken = ''] = [...held.access, ...held.refresh];
        const by = kind === 'access' ? access : refreshToken;
        const callers: readonly Caller[] = [{ does: 'revoke', fault: revokerFault }, ...others];
        let step = 0;
        const { results, order } = await inTurns(
          world.store,
          callers.map((each) => asking(each, each.does === 'introspect' ? access : by, refreshToken, id)),
          (count) => (picks[step++ % picks.length] ?? 0) % count,
        );
        const end = order.indexOf(0);
        for (const [index, { status, isActive, tokens }] of results.entries()) {
          const { does = 'revoke', fault = 'none' } = callers[index] ?? {};
          const isLost = fault === 'unreached' || fault === 'answer lost';
          const expected = does === 'refresh' ? [200, 400] : [200];
          expect(isLost ? [503, ...expected] : expected).toContain(status);
          // A revocation that never reached the store has no turn.
          const isLater = end >= 0 && order.indexOf(index) > end;
          if (isLater) expect([isActive ?? false, tokens]).toEqual([false, []]);
        }
        const [{ status } = { status: 0 }] = results;
        if (status !== 200) expectRevoked(await revoke(world.server, by, { client_id: id }));
        await expectDead([access, refreshToken, ...results.flatMap(({ tokens }) => tokens)], id);
      }),
      { numRuns: isLong ? 2_000 : 120 },
    );
  });
});
