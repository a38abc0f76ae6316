// Who else hears of a request while it is answered: telemetry, or whoever explains one.
import type { LogFields } from '../log/log-fields.ts';
import type { StepName } from '../log/steps.ts';

/** What a request spends time on behind its steps. */
type StoreCall = 'store commit' | 'store read';

export interface RequestObserver {
  /** A request begins. */
  begin(request: IncomingRequest): ObservedRequest;
  /** Hands over what it has kept back, as far as it can; before the process ends. Never rejects. */
  flush(): Promise<void>;
}

export interface IncomingRequest {
  readonly endpoint: string;
  readonly method: string;
  /** As the caller sent them: its `traceparent` is not checked. */
  readonly headers: Headers;
  /** W3C Trace Context: the span of the Functions host, in the trace that the caller names. */
  readonly hostTraceparent: string | undefined;
}

/** Of one request. None of its methods may throw. */
export interface ObservedRequest {
  /** W3C Trace Context of the request's own span, where there is one. */
  readonly traceparent?: string;
  begin(part: StepName | StoreCall): ObservedPart;
  /** @param fields the log line */
  answered(fields: LogFields): void;
}

export interface ObservedPart {
  /** To send along with the call. */
  readonly traceparent?: string;
  end(outcome: PartOutcome): void;
}

export type PartOutcome = 'passed' | 'failed';
