import type { Clock } from '../base/clock.ts';
import type { EventName, LogFields } from '../log/log-fields.ts';
import type { Store } from '../store/store.ts';

export interface UpkeepParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** Work that keeps its state only in the store, so that any instance can continue it. */
export interface UpkeepStep {
  /** Its `event` in the log, also the name of its claims. */
  readonly event: EventName;
  /** Must divide a day. */
  readonly periodMs: number;
  /**
   * Decided from memory, before anything is claimed: while it is false, nothing is written. Default: always true.
   * @param now milliseconds since the epoch: the earlier of the clocks of the instance and the store
   */
  isDue?(now: number): boolean;
  /** Runs one slice, and ends soon after the signal. Must be safe to run concurrently. */
  run(parts: UpkeepParts, signal: AbortSignal): Promise<SliceReport>;
}

export interface SliceReport {
  /** Members of the log line; undefined to log nothing, when there was nothing to do. */
  readonly fields: LogFields | undefined;
  readonly isMoreLeft: boolean;
}
