// What requests at the same time may come to: each order of their steps in which the model lets them happen.
import type { Fault } from '../../support/faulty-store.ts';
import { type Clocks, type Model, type Outcome, type Plan, rowsOf, withFault } from './grant-model.ts';
import type { GrantRequest } from './grant-requests.ts';

export interface Asked {
  readonly request: GrantRequest;
  readonly fault: Fault;
  /** Which call to the store meets the fault. */
  readonly at: number;
  /** How often the call that meets it is sent again. */
  readonly repeats: number;
}

/** As somebody sees it who knows the answers, the line and the store, and not the order. */
interface Seen {
  /** In the order of the requests, as the next. */
  readonly outcomes: readonly Outcome[];
  /** HTTP requests to the table service. */
  readonly counts: readonly number[];
  readonly rows: readonly string[];
}

export interface History {
  readonly seen: Seen;
  readonly after: Model;
}

interface Step {
  readonly index: number;
  readonly asked: Asked;
  /** What it has read and decided, and has yet to write. */
  readonly effect?: Plan['effect'];
}

export function historiesOf(all: readonly Asked[], before: Model, clocks: Clocks): readonly History[] {
  const steps = all.map((asked, index) => ({ index, asked }));
  return follow(steps, before, Array(all.length), Array(all.length), clocks);
}

function follow(
  steps: readonly Step[],
  model: Model,
  outcomes: readonly Outcome[],
  counts: readonly number[],
  clocks: Clocks,
): readonly History[] {
  if (steps.length === 0) return [{ seen: { outcomes, counts, rows: rowsOf(model) }, after: model }];
  return steps.flatMap((step) => {
    const others = steps.filter((each) => each !== step);
    const next = { ...model };
    if (step.effect) {
      step.effect(next, clocks);
      return follow(others, next, outcomes, counts, clocks);
    }
    const { request, fault, at, repeats } = step.asked;
    const planned = request.plan(model, clocks);
    const plan = withFault(planned, fault, at);
    const told = outcomes.toSpliced(step.index, 1, plan.outcome);
    const count = plan.calls.length + (at < planned.calls.length ? repeats : 0);
    const counted = counts.toSpliced(step.index, 1, count);
    // One commit is one step. What is read first is judged then, and written later: others come between.
    const isOneStep = planned.calls.length <= 1;
    if (plan.effect && isOneStep) plan.effect(next, clocks);
    const rest = plan.effect && !isOneStep ? [...others, { ...step, effect: plan.effect }] : others;
    return follow(rest, next, told, counted, clocks);
  });
}
