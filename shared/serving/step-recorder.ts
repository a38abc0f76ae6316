// Records which steps a request passed, which one stopped it, and which it did not reach, for explaining the request.

import type { LogFields } from '../log/log-fields.ts';
import { type StepName, steps } from '../log/steps.ts';
import type { PartOutcome, RequestObserver } from '../telemetry/request-observer.ts';
import type { Endpoint } from './endpoint.ts';

interface RecordedStep {
  readonly name: StepName;
  readonly meaning: string;
  readonly clause: string;
  /** `failed`: the step refused the request or met a fault. `not needed`: the request succeeded without the step. */
  readonly outcome: PartOutcome | 'not reached' | 'not needed';
}

export interface StepRecorder {
  readonly observer: RequestObserver;
  /** The steps of the last request, in order. @param endpoint the endpoint that answered the request */
  list(endpoint: Endpoint): readonly RecordedStep[];
  log(): LogFields;
}

export function recordSteps(): StepRecorder {
  const outcomes = new Map<string, PartOutcome>();
  let line: LogFields = {};

  return {
    observer: {
      begin() {
        outcomes.clear();
        return {
          begin: (part) => ({ end: (outcome) => outcomes.set(part, outcome) }),
          answered(fields) {
            line = fields;
          },
        };
      },
      flush: async () => {},
    },
    list(endpoint) {
      const grantType = typeof line.grant_type === 'string' ? line.grant_type : undefined;
      const missing = line.outcome === 'success' ? 'not needed' : 'not reached';
      const hasProof = outcomes.has('proof');
      const names: readonly StepName[] = ['method', ...(endpoint.steps?.({ grantType, hasProof }) ?? [])];
      return names.map((name) => ({ name, ...steps[name], outcome: outcomes.get(name) ?? missing }));
    },
    log: () => line,
  };
}
