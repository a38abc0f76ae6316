// The steps of a request with the outcome of each.

import type { LogFields } from '../../shared/log/log-fields.ts';
import { type StepName, steps } from '../../shared/log/steps.ts';
import type { Endpoint } from '../../shared/serving/endpoint.ts';
import type { StepRecorder } from '../../shared/serving/step-recorder.ts';

export type StepOutcome = 'passed' | 'refused' | 'not reached' | 'not needed' | 'not judged';

export interface StepResult {
  readonly step: string;
  readonly outcome: StepOutcome;
  readonly meaning: string;
  readonly clause: string;
}

export type RecordedSteps = ReturnType<StepRecorder['list']>;

/**
 * @param from the first step that could not be checked here, or `failed` for the one that failed; undefined if all were checked
 */
export function stepResults(listed: RecordedSteps, from: string | undefined): readonly StepResult[] {
  const first = listed.findIndex(({ name, outcome }) => name === from || (from === 'failed' && outcome === 'failed'));
  return listed.map(({ name, meaning, clause, outcome }, index) => {
    const isBehind = from !== undefined && first >= 0 && index >= first;
    return { step: name, outcome: isBehind ? 'not judged' : renamed(outcome), meaning, clause };
  });
}

/** For a request in a log: the steps before the one that refused it have passed. */
export function stepsOfLog(
  endpoint: Endpoint,
  { step: last, grant_type: type, jkt }: Pick<LogFields, 'step' | 'grant_type' | 'jkt'>,
): readonly StepResult[] {
  const grantType = typeof type === 'string' ? type : undefined;
  const hasProof = jkt !== undefined || last === 'proof';
  const names: readonly StepName[] = ['method', ...(endpoint.steps?.({ grantType, hasProof }) ?? [])];
  const at = names.findIndex((name) => String(name) === last);
  return names.map((name, index) => {
    const outcome = at < 0 ? 'not judged' : index < at ? 'passed' : index === at ? 'refused' : 'not reached';
    return { step: name, outcome, ...steps[name] };
  });
}

function renamed(outcome: RecordedSteps[number]['outcome']): StepOutcome {
  return outcome === 'failed' ? 'refused' : outcome;
}
