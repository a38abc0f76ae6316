// What can happen in the life of a grant at several processes: requests one by one and two at once, faults, kills, restarts.
import fc from 'fast-check';
import { isMended, quickTroubles, slowTroubles } from '../line-troubles.ts';
import type { Fleet } from './grant-fleet.ts';
import type { Hand, Model, TokenKind } from './grant-model.ts';
import { asking, instanceAt, type Part } from './grant-parts.ts';
import type { Wish, Wrong } from './grant-requests.ts';

type Command = fc.AsyncCommand<Model, Fleet>;

const none: Part['trouble'] = { faults: [], is: 'none', repeats: 0 };

/** The process dies between the write and the answer. */
const kill: Part['trouble'] = { faults: ['answer withheld'], is: 'answer lost', repeats: 0, isKilled: true };

const restarting = (index: number): Command => ({
  check: ({ isRevoked }) => !isRevoked,
  toString: () => `process ${index} is restarted`,
  async run(_model, fleet) {
    const instance = instanceAt(fleet, index);
    await instance.end('SIGINT');
    await instance.start();
  },
});

const hand = fc.constantFrom<Hand>('client', 'client', 'client', 'client', 'tab', 'thief');
const back = fc.oneof({ arbitrary: fc.constant(0), weight: 6 }, fc.nat(3));
const kind = fc.constantFrom<TokenKind>('access', 'refresh');
const wrong = (...mistakes: readonly Wrong[]) =>
  fc.oneof({ arbitrary: fc.constant<Wrong>('nothing'), weight: 24 }, fc.constantFrom(...mistakes));

const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    arbitrary: fc.record({
      does: fc.constant('redeem' as const),
      hand,
      wrong: wrong('client', 'secret', 'verifier', 'redirect_uri', 'resource'),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      does: fc.constant('refresh' as const),
      hand,
      back,
      wrong: wrong('client', 'secret', 'resource', 'scope'),
    }),
    weight: 10,
  },
  { arbitrary: fc.record({ does: fc.constant('revoke' as const), hand, back, kind }), weight: 1 },
  { arbitrary: fc.record({ does: fc.constant('introspect' as const), hand, back, kind }), weight: 2 },
);

const trouble = fc.oneof(
  { arbitrary: fc.constant(none), weight: 20 },
  { arbitrary: fc.constantFrom(...quickTroubles), weight: 24 },
  { arbitrary: fc.constantFrom(...slowTroubles), weight: 1 },
  { arbitrary: fc.constant(kill), weight: 1 },
);

const part: fc.Arbitrary<Part> = fc.record({
  wish,
  trouble,
  at: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(2)),
});

const index = fc.nat(11);
const one = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 1 }), index)
  .map(([parts, first]) => asking(parts, first));
const two = fc
  .tuple(fc.array(part, { minLength: 2, maxLength: 2 }), index)
  .map(([parts, first]) => asking(parts, first));

/** A success to begin with, so that most lives are long; a trouble that is mended makes no other answer. */
export const opening = fc
  .constantFrom(none, ...quickTroubles.filter(isMended))
  .map((trouble) => asking([{ wish: { does: 'redeem', hand: 'client', wrong: 'nothing' }, trouble, at: 0 }], 0));

/** Several processes are asked about the newest tokens at once: they know the same of them. */
export const inquiry = asking(
  (['access', 'refresh', 'access'] as const).map((kind) => ({
    wish: { does: 'introspect', hand: 'client', back: 0, kind },
    trouble: none,
    at: 0,
  })),
  0,
);

/** A command occurs several times in the list to be drawn more often. */
export const fleetCommands = [
  ...Array<typeof one>(20).fill(one),
  ...Array<typeof two>(16).fill(two),
  fc.constant(inquiry),
  fc.constant(inquiry),
  fc.constant(inquiry),
  index.map(restarting),
];
