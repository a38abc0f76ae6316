import type { LogFields } from './log-fields.ts';
import type { StepName } from './steps.ts';

/** Reports the progress of a request to the log, to traces and to `explain`. */
export interface Report {
  /** Marks the beginning of a step, which ends the previous one as passed. Steps are never nested. */
  step(name: StepName): void;
  /** Adds members to the log line of the request; never a secret, a code or a token. */
  note(fields: LogFields): void;
}

/** For work outside a request. */
export const unreported: Report = { step() {}, note() {} };
