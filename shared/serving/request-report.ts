// The report of one request: its steps, the members of its log line, and the time spent on the store and on signing.
import type { LogFields } from '../log/log-fields.ts';
import type { Report } from '../log/reporting.ts';
import type { StepName } from '../log/steps.ts';
import type { ObservedPart, ObservedRequest, PartOutcome, StoreCall } from '../telemetry/request-observer.ts';

/** A shorter wait was answered by a cache and does not count as time of the store. */
const maxCacheHitMs = 1;

/** The log line omits shorter durations. */
const minShownMs = 0.05;

type Line = { -readonly [Field in keyof LogFields]: LogFields[Field] };

/** The members of most lines in their order; a line without one omits it. An object that grows costs more than its values. */
const emptyLine: LogFields = {
  event: 'request',
  outcome: undefined,
  endpoint: undefined,
  status: undefined,
  trace_id: undefined,
  correlation_id: undefined,
  traceparent: undefined,
  milliseconds: undefined,
  step: undefined,
  client_id: undefined,
  grant_type: undefined,
  authentication_method: undefined,
  scope: undefined,
  resource: undefined,
  grant_id: undefined,
  kid: undefined,
  store_milliseconds: undefined,
  store_calls: undefined,
  signing_milliseconds: undefined,
};

/** A class, because a request would otherwise make a closure for each method. */
export class RequestReport implements Report {
  readonly #observed: ObservedRequest | undefined;
  readonly #line: Line = { ...emptyLine };
  #step: StepName | undefined;
  #part: ObservedPart | undefined;
  #signingSince = 0;
  #signingMs = 0;
  #storeMs = 0;
  #storeCalls = 0;

  constructor(observed: ObservedRequest | undefined) {
    this.#observed = observed;
  }

  step(name: StepName): void {
    this.end('passed');
    this.#step = name;
    this.#part = this.#observed?.begin(name);
    if (name === 'signing') this.#signingSince = performance.now();
  }

  note(fields: LogFields): void {
    Object.assign(this.#line, fields);
  }

  /** Ends the last step: as `failed` when the request was refused or met a fault. */
  end(outcome: PartOutcome): void {
    this.#part?.end(outcome);
    if (this.#step === 'signing') this.#signingMs += performance.now() - this.#signingSince;
  }

  lastStep(): StepName | undefined {
    return this.#step;
  }

  /** The members noted so far, with durations in milliseconds. */
  fields(): LogFields {
    const line = this.#line;
    if (this.#storeMs >= minShownMs) line.store_milliseconds = roundToTenths(this.#storeMs);
    if (this.#storeCalls > 0) line.store_calls = this.#storeCalls;
    if (this.#signingMs >= minShownMs) line.signing_milliseconds = roundToTenths(this.#signingMs);
    return line;
  }

  /** Counts and times a call to the store. @param run takes the `traceparent` to send with the call */
  storeCall<T>(name: StoreCall, run: (traceparent: string | undefined) => Promise<T>): Promise<T> {
    this.#storeCalls += 1;
    const part = this.#observed?.begin(name);
    const started = performance.now();
    return whenEnded(run(part?.traceparent), (outcome) => {
      this.#storeMs += performance.now() - started;
      part?.end(outcome);
    });
  }

  /** Times a look-up in what the instance caches: only some requests wait for the store there. */
  cachedCall<T>(found: T): T;
  cachedCall(found: unknown): unknown {
    if (!(found instanceof Promise)) return found;
    const started = performance.now();
    return whenEnded(found, () => {
      const waited = performance.now() - started;
      if (waited >= maxCacheHitMs) this.#storeMs += waited;
    });
  }
}

/** Calls `ended` as soon as the promise settles, before the awaiting caller continues. */
function whenEnded<T>(running: Promise<T>, ended: (outcome: PartOutcome) => void): Promise<T> {
  running.then(
    () => ended('passed'),
    () => ended('failed'),
  );
  return running;
}

/** Rounds to one decimal: a signature takes some tenths of a millisecond. */
export function roundToTenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
