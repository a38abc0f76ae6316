// What can happen in the life of a grant: each command asks the server, and holds the answer against the model.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { readCode } from '../../shared/records/authorization-code.ts';
import { revokeGrant } from '../../shared/records/grants.ts';
import { type Fault, faults } from './faulty-store.ts';
import {
  type Hand,
  type HeldToken,
  hands,
  lifeOf,
  type Model,
  type Plan,
  planRedemption,
  planRefresh,
  revoke,
  withFault,
  withoutSigner,
} from './grant-model.ts';
import { lifetimes, type Player, pass, rewind, stranger, type World } from './grant-world.ts';
import { introspect, noChallenge, redeem, refresh, refreshClaims, revoke as revokeByToken } from './grants.ts';
import { expectRefusal, expectRevoked, expectTokens, type TestAnswer } from './request.ts';
import { verifier } from './server.ts';

type Command = fc.AsyncCommand<Model, World>;

/** A new grant, with its code issued just now. */
export async function begin(world: World, player: Player, hasChallenge: boolean): Promise<Model> {
  rewind(world);
  const { server, clock } = world;
  const code = await server.issueCode(player.id, hasChallenge ? {} : noChallenge);
  return {
    player,
    hasChallenge,
    code,
    grantId: (await readCode(code, server.service)).id,
    codeExpiresAt: clock.now() / 1000 + lifetimes.code,
    endsAt: clock.now() / 1000 + lifetimes.grant,
    redeemedAt: undefined,
    isRevoked: false,
    live: 0,
    liveSince: 0,
    held: { client: [], tab: [], thief: [] },
    told: [],
  };
}

/** What is wrong with a request, and what becomes of one of its calls to the store. */
interface Attempt {
  readonly wrong: 'nothing' | 'client' | 'secret' | 'verifier' | 'redirect_uri' | 'resource' | 'scope' | 'signer';
  readonly fault: Fault;
  /** Which call. */
  readonly at: number;
}

type Changes = Readonly<Record<string, string | undefined>>;

/** Parameters that are wrong, and the refusal that they lead to before the store is asked. */
const mistakes: Readonly<Partial<Record<Attempt['wrong'], readonly [Changes, ErrorName]>>> = {
  client: [{ client_id: stranger.client_id }, 'InvalidGrant'],
  secret: [{ client_secret: 'x'.repeat(32) }, 'InvalidClient'],
  verifier: [{ code_verifier: 'x'.repeat(43) }, 'VerifierMismatch'],
  redirect_uri: [{ redirect_uri: 'https://thief.example' }, 'RedirectUriMismatch'],
  resource: [{ resource: 'https://thief.example' }, 'InvalidResource'],
  scope: [{ scope: 'payments.write' }, 'InvalidScope'],
};

function redeeming(hand: Hand, attempt: Attempt): Command {
  return {
    check: () => true,
    toString: () => `${hand} redeems (${describe(attempt)})`,
    async run(model, world) {
      const planned = planRedemption(model, world);
      const isExpired = planned.calls.length === 0;
      const [changes, mistake] = mistakes[attempt.wrong] ?? [{}, undefined];
      // A verifier where there was no challenge is a malformed request.
      const row = mistake === 'VerifierMismatch' && !model.hasChallenge ? 'MalformedRequest' : mistake;
      const isMistakeSeen = row !== undefined && (!isExpired || row === 'InvalidClient');
      const plan = isMistakeSeen ? { calls: [], outcome: { row } } : planned;
      const form = { client_id: model.player.id, code_verifier: model.hasChallenge ? verifier : undefined, ...changes };
      await play(plan, 'code', hand, attempt, model, world, () => redeem(world.server, model.code, form));
    },
  };
}

/** @param back 0 for the newest token that the hand holds */
function refreshing(hand: Hand, back: number, attempt: Attempt): Command {
  // A second tab and a thief begin with the token of the client.
  const held = ({ held }: Readonly<Model>) => held[hand].at(-1 - back) ?? held.client.at(-1);
  return {
    check: (model) => held(model) !== undefined,
    toString: () => `${hand} refreshes with its token ${back} back (${describe(attempt)})`,
    async run(model, world) {
      const token = held(model) as HeldToken;
      const [changes, row] = mistakes[attempt.wrong] ?? [{}, undefined];
      const plan = row ? { calls: [], outcome: { row } } : planRefresh(token, model, world);
      const form = { client_id: model.player.id, ...changes };
      await play(plan, token.generation, hand, attempt, model, world, () => refresh(world.server, token.text, form));
    },
  };
}

async function play(
  planned: Plan,
  of: 'code' | number,
  hand: Hand,
  { wrong, fault, at }: Attempt,
  model: Model,
  world: World,
  ask: () => Promise<TestAnswer>,
): Promise<void> {
  const plan = withFault(wrong === 'signer' ? withoutSigner(planned) : planned, fault, at);
  world.keys.fail(wrong === 'signer' ? 'published' : 'nothing');
  world.faulty.expect([...Array<Fault>(at).fill('none'), fault]);
  world.store.takeCalls();
  const answer = await ask();
  expect(world.store.takeCalls()).toEqual(plan.calls);
  world.faulty.expect([]);
  plan.effect?.(model, world);

  if ('row' in plan.outcome) {
    expectRefusal(answer, plan.outcome.row, /./);
    const { row } = plan.outcome;
    if (row === 'GrantRevoked' || row === 'RefreshTokenReused') model.told.push({ is: 'ended' });
    return;
  }
  const { access, refresh: life } = lifeOf(model, world);
  expectTokens(answer, 'reports.read reports.write', { refreshToken: true, expiresIn: access });
  const text = answer.json.refresh_token;
  const { generation, exp } = refreshClaims(text);
  expect({ generation, life: exp - world.clock.now() / 1000 }).toEqual({ ...plan.outcome, life });
  model.held[hand].push({ text, generation, expiresAt: exp });
  model.told.push({ is: 'tokens', of, generation });
}

function describe({ wrong, fault, at }: Attempt): string {
  return `wrong: ${wrong}, call ${at}: ${fault}`;
}

const passing = (seconds: number): Command => ({
  check: () => true,
  toString: () => `${seconds} s pass`,
  run: async (_model, world) => pass(world, seconds),
});

const stepping = (seconds: number): Command => ({
  check: () => true,
  toString: () => `the clock of the instance steps by ${seconds} s`,
  run: async (_model, { clock }) => clock.advance(seconds),
});

const revoking: Command = {
  check: () => true,
  toString: () => 'the grant is revoked',
  async run(model, { server }) {
    await revokeGrant(model.grantId, server.service);
    revoke(model);
    model.told.push({ is: 'ended' });
  },
};

/** @param back as in `refreshing` */
function revokingBy(hand: Hand, back: number): Command {
  const held = ({ held }: Readonly<Model>) => held[hand].at(-1 - back);
  return {
    check: (model) => held(model) !== undefined,
    toString: () => `${hand} revokes by its token ${back} back`,
    async run(model, { server }) {
      const client_id = model.player.id;
      expectRevoked(await revokeByToken(server, held(model)?.text ?? '', { client_id }));
      revoke(model);
      model.told.push({ is: 'ended' });
    },
  };
}

/** Asks of each token of the hand whether it is good; that changes nothing. */
function introspecting(hand: Hand): Command {
  return {
    check: ({ held }) => held[hand].length > 0,
    toString: () => `${hand} asks about its tokens`,
    async run(model, { server, store, clock }) {
      for (const { text, generation, expiresAt } of model.held[hand]) {
        const isExpired = Math.floor(clock.now() / 1000) >= expiresAt;
        store.takeCalls();
        const { status, json } = await introspect(server, text, { client_id: model.player.id });
        expect(store.takeCalls()).toEqual(isExpired ? [] : ['read']);
        const isActive = !isExpired && !model.isRevoked && generation === model.live;
        expect({ status, active: json.active }).toEqual({ status: 200, active: isActive });
      }
    },
  };
}

const hand = fc.constantFrom(...hands);
const attempt = (...mistakenly: readonly Attempt['wrong'][]) =>
  fc.record({
    wrong: fc.oneof({ arbitrary: fc.constant('nothing' as const), weight: 4 }, fc.constantFrom(...mistakenly)),
    fault: fc.oneof(fc.constant('none' as const), fc.constantFrom(...faults)),
    at: fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, fc.nat(2)),
  });

const redemption = fc
  .tuple(hand, attempt('client', 'secret', 'verifier', 'redirect_uri', 'resource', 'signer'))
  .map(([who, how]) => redeeming(who, how));
const back = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(3));
const refreshment = fc
  .tuple(hand, back, attempt('client', 'secret', 'resource', 'scope', 'signer'))
  .map(([who, age, how]) => refreshing(who, age, how));

const inquiry = hand.map(introspecting);

/** A success to begin with, so that most lives are long. */
export const plainRedemption = redeeming('client', { wrong: 'nothing', fault: 'none', at: 0 });

/** Seconds around the limits: of the window, of a doubled callback, of a token and of the grant. */
const short = fc.constantFrom(1, 9, 10, 11, 29, 30, 31, -20);
const long = fc.constantFrom(300, 599, 600, 1300);

/** One of a kind stands for each time that it is to happen more often than the others. */
export const commands = [
  redemption,
  ...Array<typeof refreshment>(12).fill(refreshment),
  short.map(passing),
  short.map(passing),
  long.map(passing),
  fc.constantFrom(-700, -40, -1, 1, 40, 700).map(stepping),
  fc.oneof(
    fc.constantFrom(revoking, plainRedemption),
    fc.tuple(hand, back).map(([who, age]) => revokingBy(who, age)),
  ),
  ...Array<typeof inquiry>(2).fill(inquiry),
];
