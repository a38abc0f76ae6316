// Reads an authorization request (RFC 6749 §4.1.1): first the client and the redirect URI, then everything else.

import type { ResponseMode } from '../shared/base/openid-values.ts';
import { accessOf } from '../shared/clients/access.ts';
import type { Client } from '../shared/clients/client.ts';
import { findRedirectUri, isNativeRedirectUri, takesForms } from '../shared/clients/redirect-uri.ts';
import { type RequestedAccess, requestedAccess } from '../shared/clients/requested-access.ts';
import { splitScope } from '../shared/clients/scope.ts';
import { startPageOf } from '../shared/clients/start-page.ts';
import { ErrorToSend, type SendTo } from '../shared/errors/error-to-send.ts';
import { type AppToReturnTo, OAuthError } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { echo } from '../shared/log/echo.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { StepName } from '../shared/log/steps.ts';
import type { Service } from '../shared/serving/service.ts';
import { scopeOfClaim } from '../shared/users/claims.ts';
import { allowedClaims, requestedClaims } from '../shared/users/requested-claims.ts';
import type { AppRequest, AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import { checkRoomForState } from './authorization-response.ts';
import * as schema from './authorize.schema.json';
import { checkRequest } from './check-request.ts';
import { type ClaimsRequest, noClaims, readClaimsRequest } from './claims-request.ts';
import { readIdTokenHint } from './id-token-hint.ts';
import { readDeviceRequest } from './read-device-request.ts';

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

/**
 * Runs `run` so that its errors are sent to the app. @throws ErrorToSend that wraps any error of `run`; without an app, the error
 * itself, which is shown on a page
 */
export async function sendErrorsTo<T>(sendTo: SendTo | undefined, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    throw sendTo ? new ErrorToSend(sendTo, thrown) : thrown;
  }
}

/** The error, to be sent to the app if these parameters have a registered redirect URI; for a request that cannot be read. */
export function refusalOf(
  thrown: unknown,
  parameters: AuthorizationParameters,
  client: Client,
  settings: { readonly issuer: string },
): unknown {
  try {
    return new ErrorToSend(requireSendTo(parameters, client, settings), thrown);
  } catch {
    return thrown;
  }
}

async function requireClient({ client_id: id }: AuthorizationParameters, { clients }: Service): Promise<Client> {
  if (id === undefined) throw new OAuthError('MissingParameter', 'The request must contain the parameter client_id.');
  const client = await clients.findClient(id);
  if (client) return client;
  throw new OAuthError('UnknownClient', `No client is registered with the client_id ${echo(id)}.`);
}

/** @throws OAuthError MissingParameter, InvalidRedirectUri; RedirectTooLong when the state leaves no room for an error */
function requireSendTo(
  parameters: AuthorizationParameters,
  client: Client,
  { issuer }: { readonly issuer: string },
): SendTo {
  const redirectUri = requireRedirectUri(parameters, client);
  const { state, response_mode: mode, ui_locales: uiLocales } = parameters;
  const sendTo: SendTo = { redirectUri, responseMode: responseModeOf(mode, redirectUri), state, uiLocales };
  checkRoomForState(sendTo, issuer);
  return sendTo;
}

/** The default where the mode is refused later, in an error to the app. */
function responseModeOf(mode: string | undefined, redirectUri: string): ResponseMode {
  if (mode === 'form_post') return takesForms(redirectUri) ? mode : 'query';
  return mode === 'fragment' ? mode : 'query';
}

function requireRedirectUri({ redirect_uri: sent, scope = '' }: AuthorizationParameters, client: Client): string {
  const redirectUri = findRedirectUri(sent, client);
  if (redirectUri === undefined) {
    // The message does not list the registered URIs, because anyone can send this request.
    throw new OAuthError(
      'InvalidRedirectUri',
      sent === undefined
        ? 'The redirect_uri is missing. It may be left out only when the client has registered exactly one.'
        : `The redirect_uri ${echo(sent)} is not registered for this client. It must match character by character.`,
      { app: appOf(client) },
    );
  }
  if (sent === undefined && splitScope(scope).includes('openid')) {
    throw new OAuthError(
      'MissingParameter',
      'With the scope openid the request must contain redirect_uri, even when the client has only one (OpenID Connect Core section 3.1.2.1).',
      { app: appOf(client) },
    );
  }
  return redirectUri;
}

function appOf(client: Client): AppToReturnTo | undefined {
  const address = startPageOf(client);
  return address === undefined ? undefined : { name: client.name, address };
}
