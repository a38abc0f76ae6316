// POST /par: takes an authorization request from the client itself, ahead of the browser (RFC 9126).

import { authenticateClient } from '../shared/client-auth/authenticate.ts';
import { credentialParameters } from '../shared/client-auth/mechanisms.ts';
import { countUnprovedWrite } from '../shared/client-auth/unproved-writes.ts';
import { hasProof, invalidProof, type Proof, useProof, verifyProof } from '../shared/dpop/proof.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { maxAddressLength } from './address.ts';
import { checkAnswerable } from './answer-with-code.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { openSigned } from './open-request.ts';
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
  takesProofs: true,

  steps: ({ hasProof: isBound }) => [
    'form',
    ...(isBound ? (['proof'] as const) : []),
    'client authentication',
    'request object',
    ...requestSteps,
    'new code',
    ...(isBound ? (['first use'] as const) : []),
    'push',
  ],

  async answer(request, service, report) {
    const { headers } = request;
    report.step('form');
    const form = readForm(request, parParameters, service, report);
    const proof = hasProof(request) ? await readProof(request, service, report) : undefined;
    report.step('client authentication');
    const called = { headers, parameters: form, endpoint: 'par', requiresConfidentialClient: false } as const;
    const client = await authenticateClient(called, service, report);
    const sent = requestOf(form, client.id);
    // RFC 9126 §3: the parameters of the object alone count, as at /authorize.
    const opened = sent.request === undefined ? sent : await openSigned(sent, client, service, report);
    const parameters: AuthorizationParameters = {
      ...boundToKey(opened, proof),
      protectedBy: ['push', ...(opened.protectedBy ?? [])],
    };
    const authorization = await readAppRequest(parameters, service, report);
    await checkAnswerable(authorization, service, report);
    await checkLength(parameters, service);
    countUnprovedWrite('pushed request', client, headers, service);
    if (proof) {
      report.step('first use');
      await useProof(proof, service);
    }
    report.step('push');
    const requestUri = await pushRequest(authorization, service);
    return jsonAnswer(201, { request_uri: requestUri, expires_in: requestLifetimeSeconds });
  },
};

/** Before client authentication, so that a request for a nonce does not use up a client assertion. */
function readProof(request: EndpointRequest, service: Service, report: Report): Promise<Proof> {
  report.step('proof');
  return verifyProof(request, 'par', service, report);
}

/** RFC 9449 §10.1: the code is bound to the key of the proof, as with `dpop_jkt`. @throws OAuthError InvalidProof */
function boundToKey(parameters: AuthorizationParameters, proof: Proof | undefined): AuthorizationParameters {
  if (!proof) return parameters;
  if (parameters.dpop_jkt !== undefined && parameters.dpop_jkt !== proof.jkt) {
    throw invalidProof('par', 'Its key is not the one that the parameter dpop_jkt names.');
  }
  return { ...parameters, dpop_jkt: proof.jkt };
}

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
