// Checks the method of a request before the endpoint runs (RFC 9110 §9.3.7 and §15.5.6).

import type { Awaitable } from '../base/awaitable.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Answer } from '../http/answer.ts';
import { preflightHeaders } from '../http/cors.ts';
import type { EndpointRequest } from '../http/request.ts';
import type { Endpoint } from './endpoint.ts';
import { reportedService } from './reported-service.ts';
import type { RequestReport } from './request-report.ts';
import type { OpenedService } from './service-provider.ts';

/**
 * Answers OPTIONS itself; passes the methods that the endpoint supports to the endpoint.
 * @throws OAuthError MethodNotAllowed; the failure of start-up; every error of the endpoint
 */
export function answerMethod(
  endpoint: Endpoint,
  request: EndpointRequest,
  opened: OpenedService,
  report: RequestReport,
): Awaitable<Answer> {
  const { methods, isCrossOrigin } = endpoint;
  if (request.method === 'OPTIONS' && methods !== 'any') {
    const preflight = isCrossOrigin && preflightHeaders(methods);
    return { status: 204, headers: { Allow: methods.join(', '), ...preflight } };
  }
  if ('failure' in opened) {
    checkMethod(endpoint, request);
    if (!endpoint.answerUnready) throw opened.failure;
    return endpoint.answerUnready(opened.failure, request, opened.issuer, report);
  }
  report.step('method');
  checkMethod(endpoint, request);
  return endpoint.answer(request, reportedService(opened.service, report), report);
}

function checkMethod({ methods }: Endpoint, { method }: EndpointRequest): void {
  if (methods === 'any' || methods.some((each) => each === method)) return;
  const allow = methods.join(', ');
  throw new OAuthError('MethodNotAllowed', `The endpoint supports ${allow}, not ${method}.`, {
    headers: { Allow: allow },
  });
}
