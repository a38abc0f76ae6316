// The interface through which telemetry and `tessera explain` observe requests while they are answered.
import type { LogFields } from '../log/log-fields.ts';
import type { StepName } from '../log/steps.ts';

export type StoreCall = 'store commit' | 'store read';

export interface RequestObserver {
  begin(request: IncomingRequest): ObservedRequest;
  /** Sends buffered data before the process ends, within a time limit. Never rejects. */
  flush(): Promise<void>;
}

export interface IncomingRequest {
  readonly endpoint: string;
  readonly method: string;
  /** As the caller sent them, with an unchecked `traceparent`. */
  readonly headers: Headers;
  /** W3C Trace Context: the span of the Functions host, in the caller's trace. */
  readonly hostTraceparent: string | undefined;
}

/** Its methods must not throw. */
export interface ObservedRequest {
  /** W3C Trace Context of the request's own span, if there is one. */
  readonly traceparent?: string;
  begin(part: StepName | StoreCall): ObservedPart;
  /** @param fields the log line */
  answered(fields: LogFields): void;
}

export interface ObservedPart {
  /** W3C Trace Context to send with the call. */
  readonly traceparent?: string;
  end(outcome: PartOutcome): void;
}

export type PartOutcome = 'passed' | 'failed';
