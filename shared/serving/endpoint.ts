// What an endpoint is: one of the rows of routes.ts, which `serve` answers for.

import type { Answer } from '../http/answer.ts';
import type { EndpointRequest } from '../http/request.ts';
import type { Report } from '../log/reporting.ts';
import type { StepName } from '../log/steps.ts';
import type { Settings } from '../settings/settings.ts';
import type { DescribedError } from './error-response.ts';
import type { Service } from './service.ts';

export interface Endpoint {
  /** Those it takes; any other is answered 405. OPTIONS is answered for it. */
  readonly methods: readonly ('GET' | 'HEAD' | 'POST')[];
  /** Whether scripts of other origins may read its answers. Never with credentials. */
  readonly isCrossOrigin: boolean;
  /** Whether a success leaves no line in the log: probes come every few seconds. */
  readonly isQuiet?: true;
  /** Its steps behind `method`, in order, for whoever explains a request; what is known of the request says which. */
  steps?(known: { readonly grantType?: string | undefined }): readonly StepName[];
  answer(request: EndpointRequest, service: Service, report: Report): Answer | Promise<Answer>;
  /** What it answers while the service cannot be opened; without it, the fault. */
  answerUnready?(failure: unknown, request: EndpointRequest, issuer: string, report: Report): Answer;
  /** How it shows an error to a person; without it, as JSON. Must not throw. */
  showError?(error: DescribedError, request: EndpointRequest, context: ErrorContext): ShownError;
}

/** What is known even when the service cannot be opened. */
export interface ErrorContext {
  readonly issuer: string;
  readonly settings?: Settings;
}

export type ShownError = Pick<Answer, 'status' | 'headers' | 'body'>;
