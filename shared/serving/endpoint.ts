// An endpoint: a row of routes.ts, run by `serve`.

import type { Awaitable } from '../base/awaitable.ts';
import type { Answer } from '../http/answer.ts';
import type { EndpointRequest } from '../http/request.ts';
import type { Report } from '../log/reporting.ts';
import type { StepName } from '../log/steps.ts';
import type { Settings } from '../settings/settings.ts';
import type { DescribedError } from './error-response.ts';
import type { Service } from './service.ts';
import type { ThinLog } from './thinned-log.ts';

export interface Endpoint {
  /** The methods that the endpoint supports; others get 405. `answerMethod` answers OPTIONS, except with `any`. */
  readonly methods: readonly ('GET' | 'HEAD' | 'POST')[] | 'any';
  /** Whether scripts of other origins may read the answers (CORS), always without credentials. */
  readonly isCrossOrigin: boolean;
  /** Whether it reads DPoP proofs: answers to requests with one then have the header `DPoP-Nonce` (RFC 9449 §8.2). */
  readonly takesProofs?: true;
  /** Whether successes are not logged: probes arrive every few seconds. */
  readonly isQuiet?: true;
  /** Leaves lines out that anyone can cause without end. */
  readonly thinLog?: ThinLog;
  /** The steps after `method`, in order, for explaining a request; they may depend on facts of the request. */
  steps?(facts: RequestFacts): readonly StepName[];
  answer(request: EndpointRequest, service: Service, report: Report): Awaitable<Answer>;
  /** Answers while the service cannot be opened; if absent, the failure is thrown. */
  answerUnready?(failure: unknown, request: EndpointRequest, issuer: string, report: Report): Awaitable<Answer>;
  /** Shows an error to a person; if absent, the error is sent as JSON. Must not throw. */
  showError?(error: DescribedError, request: EndpointRequest, context: ErrorContext): ShownError;
}

/** An endpoint, or what loads it. */
export type Route = Endpoint | (() => Promise<Endpoint>);

/** Loads an endpoint that is not loaded yet. */
export async function loaded(route: Route): Promise<Endpoint> {
  return typeof route === 'function' ? route() : route;
}

/** What the steps of a request depend on. */
interface RequestFacts {
  readonly grantType?: string | undefined;
  readonly hasProof: boolean;
}

/** The data for an error page. The settings are absent while the service cannot be opened. */
export interface ErrorContext {
  readonly issuer: string;
  readonly settings?: Settings;
}

export type ShownError = Pick<Answer, 'status' | 'headers' | 'body'>;
