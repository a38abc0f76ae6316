// GET and POST /authorize: signs the user in and returns an authorization code (RFC 6749 §4.1, RFC 7636, RFC 9207).

import { findSession } from '../shared/browser/session.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { readForm } from '../shared/http/form.ts';
import { readQuery } from '../shared/http/query.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { authorizeAddress, maxAddressLength } from './address.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { openRequest, openSteps } from './open-request.ts';
import { isSealed } from './page-address.ts';
import { proceed, proceedSteps } from './proceed.ts';
import { usePushedRequest } from './pushed-request.ts';
import { definedParameters, readAuthorizationRequest, requestSteps } from './read-request.ts';
import { sendErrorsTo } from './send-to.ts';
import { showError } from './show-error.ts';

export const authorizeEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  // RFC 9700 §2.6: browsers navigate here; CORS must stay off.
  isCrossOrigin: false,
  showError,
  steps: () => ['query', ...openSteps, ...requestSteps, 'session', ...proceedSteps, 'one use'],

  answer: (request, service, report) =>
    request.method === 'POST' ? takeForm(request, service, report) : takeQuery(request, service, report),
};

async function takeQuery(request: EndpointRequest, service: Service, report: Report): Promise<Answer> {
  report.step('query');
  const sent: AuthorizationParameters = readQuery(request, definedParameters);
  const { parameters, pushed } = await openRequest(sent, service, report);
  const authorization = await readAuthorizationRequest(parameters, service, report);
  const answer = await sendErrorsTo(authorization.sendTo, async () => {
    report.step('session');
    const session = await findSession(request.headers, service);
    const isAddressUsed = isSealed(parameters);
    return proceed(authorization, { request, session, passed: {}, isAddressUsed }, service, report);
  });
  if (pushed) {
    // Outside of `sendErrorsTo`: of two browsers with one request_uri, the second must not reach the app.
    report.step('one use');
    await usePushedRequest(pushed, service);
  }
  return answer;
}

/**
 * OpenID Connect Core §3.1.2.1 allows POST. Browsers send no session cookie with a cross-site POST, so this redirects to the
 * same request by GET.
 */
function takeForm(request: EndpointRequest, service: Service, report: Report): Answer {
  report.step('form');
  const parameters = readForm(request, definedParameters, service, report);
  const location = authorizeAddress(parameters, service.settings.issuer);
  if (location.length > maxAddressLength) {
    throw new OAuthError('RequestTooLarge', `As a URL the request has more than ${maxAddressLength} characters.`);
  }
  return seeOther(location);
}
