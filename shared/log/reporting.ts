// What the parts of a request tell the log, traces and `explain`.
import type { LogFields } from './log-fields.ts';
import type { StepName } from './steps.ts';

export interface Report {
  /** Marks the beginning of a step; the one before it has passed. Steps follow each other, and none holds another. */
  step(name: StepName): void;
  /** Adds members to the log line of the request; never a secret, a code or a token. */
  note(fields: LogFields): void;
}

/** For work that belongs to no request. */
export const unreported: Report = { step() {}, note() {} };
