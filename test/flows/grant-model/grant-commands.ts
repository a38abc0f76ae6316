// Events in the life of a grant: each command sends a request, and compares the response with the model.
import fc from 'fast-check';
import { expect } from 'vitest';
import { revokeGrant } from '../../../shared/grants/grants.ts';
import { type Fault, faults } from '../../support/faulty-store.ts';
import { type Hand, hands, type Model, revoke, type TokenKind, withFault, withoutSigner } from './grant-model.ts';
import type { Player } from './grant-players.ts';
import {
  expectOutcome,
  type GrantRequest,
  newGrant,
  note,
  requestFor,
  type Wish,
  type Wrong,
} from './grant-requests.ts';
import { pass, rewind, type World } from './grant-world.ts';

type Command = fc.AsyncCommand<Model, World>;

/** A new grant, with its code issued just now. */
export async function begin(world: World, player: Player, hasChallenge: boolean): Promise<Model> {
  rewind(world);
  return newGrant(world.server, player, hasChallenge);
}

/** How one request goes. */
interface Attempt {
  /** The signer fails. */
  readonly wrong: Wrong | 'signer';
  readonly fault: Fault;
  /** Which call to the store meets the fault. */
  readonly at: number;
}

const plainly: Attempt = { wrong: 'nothing', fault: 'none', at: 0 };

function asking(wish: Wish, { wrong, fault, at }: Attempt): Command {
  return {
    check: (model) => requestFor(wish, model) !== undefined,
    toString: () => `${JSON.stringify(wish)}, wrong: ${wrong}, call ${at}: ${fault}`,
    async run(model, world) {
      const request = requestFor(wish, model);
      if (request) await play(request, { wrong, fault, at }, model, world);
    },
  };
}

async function play(request: GrantRequest, attempt: Attempt, model: Model, world: World): Promise<void> {
  const { wrong, fault, at } = attempt;
  const planned = request.plan(model, world);
  const plan = withFault(wrong === 'signer' ? withoutSigner(planned) : planned, fault, at);
  world.keys.fail(wrong === 'signer' ? 'published' : 'nothing');
  world.faulty.expect([...Array<Fault>(at).fill('none'), fault]);
  world.store.takeCalls();
  const answer = await request.ask(world.server);
  expect(world.store.takeCalls()).toEqual(plan.calls);
  world.faulty.expect([]);
  plan.effect?.(model, world);
  expectOutcome(answer, request, plan.outcome, model, world);
  note(request, answer, plan.outcome, model);
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

/** Asks of each token of the hand whether it is good; that changes nothing. */
function introspecting(hand: Hand): Command {
  return {
    check: ({ held }) => held[hand].length > 0,
    toString: () => `${hand} asks about its tokens`,
    async run(model, world) {
      for (const back of model.held[hand].keys()) {
        for (const kind of ['access', 'refresh'] as const) {
          await asking({ does: 'introspect', hand, back, kind }, plainly).run(model, world);
        }
      }
    },
  };
}

const hand = fc.constantFrom(...hands);
const back = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(3));
const kind = fc.constantFrom<TokenKind>('access', 'refresh');

const attempt = (...mistakenly: readonly Attempt['wrong'][]) =>
  fc.record({
    wrong: fc.oneof({ arbitrary: fc.constant('nothing' as const), weight: 4 }, fc.constantFrom(...mistakenly)),
    fault: fc.oneof(fc.constant('none' as const), fc.constantFrom(...faults)),
    at: fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, fc.nat(2)),
  });

/** The mistake of the caller. */
const mistakeOf = ({ wrong }: Attempt): Wrong => (wrong === 'signer' ? 'nothing' : wrong);

const redemption = fc
  .tuple(hand, attempt('client', 'secret', 'verifier', 'redirect_uri', 'resource', 'signer'))
  .map(([who, how]) => asking({ does: 'redeem', hand: who, wrong: mistakeOf(how) }, how));
const refreshment = fc
  .tuple(hand, back, attempt('client', 'secret', 'resource', 'scope', 'signer'))
  .map(([who, age, how]) => asking({ does: 'refresh', hand: who, back: age, wrong: mistakeOf(how) }, how));
const revocation = fc
  .tuple(hand, back, kind, attempt('nothing'))
  .map(([who, age, of, how]) => asking({ does: 'revoke', hand: who, back: age, kind: of }, how));
const inquiry = hand.map(introspecting);

/** A success to begin with, so that most lives are long. */
export const plainRedemption = asking({ does: 'redeem', hand: 'client', wrong: 'nothing' }, plainly);

/** Seconds around the limits: of the window, of a doubled callback, of a token and of the grant. */
const short = fc.constantFrom(1, 9, 10, 11, 29, 30, 31, -20);
const long = fc.constantFrom(300, 599, 600, 1300);

/** A command occurs several times in the list to be drawn more often. */
export const commands = [
  redemption,
  ...Array<typeof refreshment>(12).fill(refreshment),
  short.map(passing),
  short.map(passing),
  long.map(passing),
  fc.constantFrom(-700, -40, -1, 1, 40, 700).map(stepping),
  fc.oneof(fc.constantFrom(revoking, plainRedemption), revocation),
  ...Array<typeof inquiry>(2).fill(inquiry),
];
