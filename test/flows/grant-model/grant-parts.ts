// Requests in the life of a grant at several processes, one or more at once: sent, and held against what the model allows.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { TestAnswer } from '../../support/request.ts';
import type { LineFault } from '../../support/storage-line.ts';
import type { Trouble } from '../line-troubles.ts';
import type { Fleet, Instance } from './grant-fleet.ts';
import { type Asked, historiesOf } from './grant-histories.ts';
import type { Clocks, Model, Outcome } from './grant-model.ts';
import { lifetimes } from './grant-players.ts';
import { expectOutcome, type GrantRequest, note, outcomeOf, requestFor, type Wish } from './grant-requests.ts';

type Command = fc.AsyncCommand<Model, Fleet>;

export interface Part {
  readonly wish: Wish;
  readonly trouble: PartTrouble;
  /** Which call to the store meets it. */
  readonly at: number;
}

interface PartTrouble extends Trouble {
  /** The process is killed when the last of the faults has happened. */
  readonly isKilled?: true;
}

/** Seconds after which a life does not go on: limits of time come near. */
const longestLife = 40;
/** How often it is seen that nothing works any more. */
const mostEndings = 3;
/** Seconds: a second use of a code inside of them may be a doubled callback. */
const doubledCallback = 10;
/** Seconds after which a code is not sent again. */
const longestReplay = 5;
/** Seconds that stay to each limit: the store rounds, and clocks differ. */
const margin = 2;

function goesOn({ codeExpiresAt, told }: Readonly<Model>): boolean {
  const age = Date.now() / 1000 - (codeExpiresAt - lifetimes.code);
  return age < longestLife && told.filter(({ is }) => is === 'ended').length < mostEndings;
}

/** Whether no limit of time has come near while it was asked: what is the right answer is not known then. */
function wasInTime(
  asked: readonly Asked[],
  { codeExpiresAt, redeemedAt }: Readonly<Model>,
  startedAt: number,
): boolean {
  const now = Date.now() / 1000;
  const isReplayed = asked.some(({ request }) => request.of === 'code');
  return (
    now < codeExpiresAt - margin && !(isReplayed && now - (redeemedAt ?? startedAt / 1000) > doubledCallback - margin)
  );
}

function isDecided({ does }: Wish, { redeemedAt }: Readonly<Model>): boolean {
  const isReplay = does === 'redeem' && redeemedAt !== undefined;
  return !(isReplay && Date.now() / 1000 - redeemedAt > longestReplay);
}

/** Concurrent requests, each at a different process, starting with the first. */
export function asking(parts: readonly Part[], first: number): Command {
  return {
    check: (model) =>
      goesOn(model) && parts.every(({ wish }) => isDecided(wish, model) && requestFor(wish, model) !== undefined),
    toString: () => `from process ${first} on: ${JSON.stringify(parts)}`,
    async run(model, fleet) {
      const asked = parts.flatMap((part) => askedOf(part, model));
      // Nothing that is younger than the request is taken for older.
      const clocks = stoppedClocks();
      const results = await Promise.all(asked.map((each, index) => send(each, instanceAt(fleet, first + index))));
      // A machine that is so slow shows nothing by this life.
      fc.pre(wasInTime(asked, model, clocks.clock.now()));
      const { rows } = await fleet.signer.service.store.read(model.grantId);
      const seen = {
        // Without an answer one knows as much as after a 503.
        outcomes: results.map(({ answer }): Outcome => (answer ? seenOf(answer) : { row: 'StoreUnavailable' })),
        counts: results.map(({ count }) => count),
        rows: rows.map(({ name }) => name).sort(),
      };
      const histories = historiesOf(asked, model, clocks);
      const history = histories.find((each) => isDeepStrictEqual(each.seen, seen));
      expect(histories.map((each) => each.seen)).toContainEqual(seen);
      Object.assign(model, history?.after);
      for (const { answer, request } of inOrder(results)) {
        expectOutcome(answer, request, outcomeOf(answer), model, clocks);
        note(request, answer, outcomeOf(answer), model);
      }
    },
  };
}

/** For the model, a slow, throttling or unreachable store gave no answer. */
function seenOf(answer: TestAnswer): Outcome {
  const outcome = outcomeOf(answer);
  const gaveNoAnswer = 'row' in outcome && (outcome.row === 'StoreSlow' || outcome.row === 'StoreThrottling');
  return gaveNoAnswer ? { row: 'StoreUnavailable' } : outcome;
}

interface Sent extends Asked {
  readonly trouble: PartTrouble;
}

function askedOf({ wish, trouble, at }: Part, model: Model): Sent[] {
  const request = requestFor(wish, model);
  return request ? [{ request, trouble, fault: trouble.is, at, repeats: trouble.repeats }] : [];
}

interface Result {
  readonly request: GrantRequest;
  /** Undefined when the process died before it answered. */
  readonly answer: TestAnswer | undefined;
  /** HTTP requests to the table service. */
  readonly count: number;
}

async function send({ request, trouble, at }: Sent, instance: Instance): Promise<Result> {
  const { line } = instance;
  await line.settle();
  line.takeCount();
  line.onSilence(trouble.isKilled ? () => {} : instance.passDeadline);
  const happened = line.expect([...Array<LineFault>(at).fill('none'), ...trouble.faults]);
  const asking = request.ask(instance);
  const answering = trouble.isKilled ? asking.catch(() => undefined) : asking;
  if (trouble.isKilled) {
    await Promise.race([happened, answering]);
    await instance.end('SIGKILL');
  }
  const answer = await answering;
  await line.settle();
  const count = line.takeCount();
  if (trouble.isKilled) await instance.start();
  return { request, answer, count };
}

export function instanceAt({ instances }: Fleet, index: number): Instance {
  const instance = instances[index % instances.length];
  if (!instance) throw new Error('the fleet has no processes');
  return instance;
}

function stoppedClocks(): Clocks {
  const startedAt = Date.now();
  const clock = { now: () => startedAt };
  return { clock, storeClock: clock };
}

/** Answers in an order in which they may have been given: those of one time are told by what they say. */
function inOrder(results: readonly Result[]): readonly (Result & { readonly answer: TestAnswer })[] {
  const place = (answer: TestAnswer) => {
    const outcome = outcomeOf(answer);
    return 'generation' in outcome ? outcome.generation : Number.MAX_SAFE_INTEGER;
  };
  return results
    .flatMap((each) => (each.answer ? [{ ...each, answer: each.answer }] : []))
    .sort((one, other) => place(one.answer) - place(other.answer));
}
