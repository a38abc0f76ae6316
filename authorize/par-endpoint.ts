// POST /par: takes an authorization request from the client itself, ahead of the browser (RFC 9126).

import { authenticateClient } from '../shared/client-auth/authenticate.ts';
import { credentialParameters } from '../shared/client-auth/mechanisms.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { maxAddressLength } from './address.ts';
import { checkAnswerable } from './answer-with-code.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { pageAddress } from './page-address.ts';
import { pushRequest, requestLifetimeSeconds } from './pushed-request.ts';
import { definedParameters, readAppRequest, requestSteps } from './read-request.ts';

const parParameters = defineParameters(
  [...definedParameters.names, ...credentialParameters],
  definedParameters.repeatable,
);

export const parEndpoint: Endpoint = {
  methods: ['POST'],
  isCrossOrigin: true,
  steps: () => ['form', 'client authentication', ...requestSteps, 'new code', 'push'],

  async answer(request, service, report) {
    const { headers } = request;
    report.step('form');
    const form = readForm(request, parParameters, service, report);
    report.step('client authentication');
    const authentication = { headers, parameters: form, endpoint: 'par', requiresConfidentialClient: false } as const;
    const { id } = await authenticateClient(authentication, service, report);
    const sent = requestOf(form, id);
    const authorization = await readAppRequest({ ...sent, protectedBy: ['push'] }, service, report);
    await checkAnswerable(authorization, service, report);
    await checkLength(authorization.parameters, service);
    report.step('push');
    const requestUri = await pushRequest({ ...authorization, parameters: sent }, service);
    return jsonAnswer(201, { request_uri: requestUri, expires_in: requestLifetimeSeconds });
  },
};

/** The parameters of the request, without the client's credentials. @throws OAuthError MalformedRequest */
function requestOf(form: AuthorizationParameters, clientId: string): AuthorizationParameters {
  if (form.request_uri !== undefined) {
    // RFC 9126 §2.1.
    throw new OAuthError('MalformedRequest', 'A pushed request must not contain request_uri. Send the parameters.');
  }
  const own = Object.entries(form).filter(([name]) => definedParameters.names.has(name));
  return { ...Object.fromEntries(own), client_id: clientId };
}

/** The pages carry a pushed request in their address. @throws OAuthError RequestTooLarge */
async function checkLength(parameters: AuthorizationParameters, service: Service): Promise<void> {
  const { address } = await pageAddress('sign-in', { parameters }, { headers: new Headers() }, service);
  if (address.length <= maxAddressLength) return;
  const excess = address.length - maxAddressLength;
  throw new OAuthError(
    'RequestTooLarge',
    `The parameters are too long by about ${Math.ceil((excess * 3) / 4)} characters. Shorten the state, the id_token_hint or the scope.`,
  );
}
