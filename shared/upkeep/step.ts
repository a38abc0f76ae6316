import type { Clock } from '../base/clock.ts';
import type { EventName, LogFields } from '../log/log-fields.ts';
import type { Store } from '../store/store.ts';

export interface UpkeepParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** A piece of work that needs no state but that of the store: any instance goes on where another has ended. */
export interface UpkeepStep {
  /** The `event` of its log line, and the name of its claims. */
  readonly event: EventName;
  /** Milliseconds; a day is a multiple of it. */
  readonly periodMs: number;
  /** One slice, which ends soon after the signal. Two at once must do no harm. */
  run(parts: UpkeepParts, signal: AbortSignal): Promise<SliceReport>;
}

export interface SliceReport {
  /** Further members of the log line; undefined for no line, where nothing was to be done. */
  readonly fields: LogFields | undefined;
  /** Whether another slice is due in the same period. */
  readonly isMoreLeft: boolean;
}
