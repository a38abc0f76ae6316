// Reads an authorization request (RFC 6749 §4.1.1): first the client and the redirect URI, then everything else.

import { accessOf } from '../shared/clients/access.ts';
import type { Client } from '../shared/clients/client.ts';
import { isNativeRedirectUri } from '../shared/clients/redirect-uri.ts';
import { type RequestedAccess, requestedAccess } from '../shared/clients/requested-access.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { echo } from '../shared/log/echo.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { StepName } from '../shared/log/steps.ts';
import type { Service } from '../shared/serving/service.ts';
import { scopeOfClaim } from '../shared/users/claims.ts';
import { allowedClaims, requestedClaims } from '../shared/users/requested-claims.ts';
import type { AppRequest, AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import * as schema from './authorize.schema.json';
import { checkRequest } from './check-request.ts';
import { type ClaimsRequest, noClaims, readClaimsRequest } from './claims-request.ts';
import { readIdTokenHint } from './id-token-hint.ts';
import { readDeviceRequest } from './read-device-request.ts';
import { requireSendTo, sendErrorsTo } from './send-to.ts';

/** The steps of `readAuthorizationRequest`, in order. */
export const requestSteps = [
  'client',
  'registered redirect_uri',
  'parameters',
  'resource',
  'scope',
  'id_token_hint',
] as const satisfies readonly StepName[];

/** The steps of the pages, whose form may be of a device. */
export const pageSteps = ['device request', ...requestSteps] as const satisfies readonly StepName[];

/** RFC 8707 §2 lets `resource` be repeated. */
export const definedParameters = defineParameters(Object.keys(schema.schema.properties), ['resource']);

/**
 * Reads and checks the request. Every page runs this again, because client and settings may have changed since the last page.
 * @throws OAuthError MissingParameter, UnknownClient, InvalidRedirectUri, RedirectTooLong, which are shown on a page
 * @throws ErrorToSend for every later error, which is sent to the app
 * @throws OAuthError of `readDeviceRequest`, for the form of a device
 */
export async function readAuthorizationRequest(
  parameters: AuthorizationParameters,
  service: Service,
  report: Report,
): Promise<AuthorizationRequest> {
  const { device_request: deviceRequest } = parameters;
  return deviceRequest === undefined
    ? readAppRequest(parameters, service, report)
    : readDeviceRequest(deviceRequest, parameters, service, report);
}

/** As `readAuthorizationRequest`, of an app. */
export async function readAppRequest(
  parameters: AuthorizationParameters,
  service: Service,
  report: Report,
): Promise<AppRequest> {
  if (parameters.client_id) report.note({ client_id: echo(parameters.client_id) });
  report.step('client');
  const client = await requireClient(parameters, service);
  report.note({ client_id: client.id });
  report.step('registered redirect_uri');
  const sendTo = requireSendTo(parameters, client, service.settings);
  const { prompt, max_age: maxAge, id_token_hint: idTokenHint, protectedBy } = parameters;
  if (protectedBy) report.note({ protected_by: protectedBy.join(' ') });
  return sendErrorsTo(sendTo, async () => {
    report.step('parameters');
    checkRequest(parameters, client, sendTo);
    const requested = readClaimsRequest(parameters.claims);
    const granted = requestedAccess(parameters, client, service, report);
    // Claims are for requests of OpenID Connect alone.
    const asked = granted.scope.includes('openid') ? requested : noClaims;
    return {
      parameters,
      client,
      sendTo,
      isNative: client.isNative && isNativeRedirectUri(sendTo.redirectUri),
      ...granted,
      ...withClaims(granted, asked, client, service.settings),
      prompt: prompt?.split(' ') ?? [],
      maxAge: maxAge === undefined ? undefined : Number(maxAge),
      hintedSubject: oneSubject(await hintedSubject(idTokenHint, client, service, report), asked),
      requiredAcr: asked.requiredAcr,
    };
  });
}

/** A claim of a scope that the client may have is released by its name alone, but consent is for the scope. */
function withClaims(
  { scope, resources }: RequestedAccess,
  { idToken, userinfo }: ClaimsRequest,
  client: Client,
  { issuer }: { readonly issuer: string },
): Pick<AppRequest, 'access' | 'claims'> {
  const claims = {
    idToken: allowedClaims(idToken, client.scope),
    userinfo: allowedClaims(userinfo, client.scope).filter((name) => !scope.includes(scopeOfClaim(name) ?? '')),
  };
  const scopes = [...claims.idToken, ...claims.userinfo].flatMap((name) => scopeOfClaim(name) ?? []);
  return {
    access: accessOf(client, { scope: [...new Set([...scope, ...scopes])], resources }, issuer),
    claims: requestedClaims(claims.idToken, claims.userinfo),
  };
}

/** @throws OAuthError MalformedRequest */
function oneSubject(hinted: string | undefined, { subject }: ClaimsRequest): string | undefined {
  if (hinted === undefined || subject === undefined || hinted === subject) return hinted ?? subject;
  throw new OAuthError('MalformedRequest', 'The id_token_hint and the sub in claims name different users.');
}

async function hintedSubject(
  idTokenHint: string | undefined,
  client: Client,
  service: Service,
  report: Report,
): Promise<string | undefined> {
  if (idTokenHint === undefined) return undefined;
  report.step('id_token_hint');
  return readIdTokenHint(idTokenHint, client, service);
}

async function requireClient({ client_id: id }: AuthorizationParameters, { clients }: Service): Promise<Client> {
  if (id === undefined) throw new OAuthError('MissingParameter', 'The request must contain the parameter client_id.');
  const client = await clients.findClient(id);
  if (client) return client;
  throw new OAuthError('UnknownClient', `No client is registered with the client_id ${echo(id)}.`);
}
