// The rules for an authorization request whose redirect URI is already checked. Pure functions.

import { responseModes, responseTypes } from '../shared/base/openid-values.ts';
import type { Client } from '../shared/clients/client.ts';
import { usesRedirect } from '../shared/clients/grant-types.ts';
import { takesForms } from '../shared/clients/redirect-uri.ts';
import { splitScope } from '../shared/clients/scope.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import { checkParameters } from '../shared/validation/check.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import * as schema from './authorize.schema.json';

/** @throws OAuthError for the first rule that the request breaks */
export function checkRequest(
  parameters: AuthorizationParameters,
  client: Client,
  { redirectUri }: { readonly redirectUri: string },
): void {
  checkReference(parameters);
  checkProtection(parameters, client);
  checkResponse(parameters, redirectUri);
  checkParameters(schema, parameters);
  checkAllowed(client);
  checkBinding(parameters, client);
}

/**
 * OpenID Connect Core §6: a request by reference must not be ignored. Checked first, because it may omit all other parameters
 * (RFC 9101 §5).
 */
function checkReference({ request_uri: requestUri }: AuthorizationParameters): void {
  if (requestUri === undefined) return;
  throw new OAuthError(
    'RequestUriNotSupported',
    'The request_uri was not issued by the endpoint /par, and this server fetches none from elsewhere. Send the parameters themselves.',
  );
}

/** RFC 9126 §4, RFC 9101 §10.5. @throws OAuthError PushedRequestRequired, SignedRequestRequired */
function checkProtection({ protectedBy = [] }: AuthorizationParameters, client: Client): void {
  if (client.requiresPushedRequests && !protectedBy.includes('push')) {
    throw new OAuthError(
      'PushedRequestRequired',
      'This client must push its authorization requests to /par first (require_pushed_authorization_requests).',
    );
  }
  if (client.requiresSignedRequests && !protectedBy.includes('signature')) {
    throw new OAuthError(
      'SignedRequestRequired',
      'This client must sign its authorization requests, in the parameter request (require_signed_request_object).',
    );
  }
}

function checkResponse(
  { response_type: type, response_mode: mode }: AuthorizationParameters,
  redirectUri: string,
): void {
  if (type === undefined) {
    throw new OAuthError('MissingParameter', 'The request must contain the parameter response_type.');
  }
  if (!isOneOf(type, responseTypes)) {
    throw new OAuthError(
      'UnsupportedResponseType',
      `The response_type ${echo(type)} is not supported. Supported: ${responseTypes.join(', ')}.`,
    );
  }
  if (mode !== undefined && !isOneOf(mode, responseModes)) {
    throw new OAuthError(
      'UnsupportedResponseMode',
      `The response_mode ${echo(mode)} is not supported. Supported: ${responseModes.join(', ')}.`,
    );
  }
  if (mode === 'form_post' && !takesForms(redirectUri)) {
    throw new OAuthError(
      'UnsupportedResponseMode',
      'With response_mode=form_post, the redirect_uri must be https or loopback: browsers cannot post a form to the scheme of an app. Send response_mode=query.',
    );
  }
}

function checkAllowed(client: Client): void {
  if (usesRedirect(client)) return;
  throw new OAuthError('UnauthorizedClient', 'The grant type authorization_code is not allowed for this client.');
}

/** RFC 9700 §2.1.1: PKCE or, for a confidential client, a nonce binds the code to the browser. */
function checkBinding(parameters: AuthorizationParameters, client: Client): void {
  const { code_challenge: challenge, code_challenge_method: method, nonce, scope = '' } = parameters;
  if (challenge !== undefined && method === undefined) {
    throw new OAuthError('InvalidCodeChallenge', 'The code_challenge_method is missing. It must be S256.');
  }
  if (challenge === undefined && method !== undefined) {
    throw new OAuthError('MissingCodeChallenge', 'The request has a code_challenge_method but no code_challenge.');
  }
  if (challenge !== undefined) return;
  if (client.requiresPkce) {
    throw new OAuthError(
      'MissingCodeChallenge',
      'The request must contain code_challenge and code_challenge_method=S256 (PKCE, RFC 7636).',
    );
  }
  if (!client.requiresNonce) return;
  if (!client.scope.includes('openid')) {
    // Without openid in its scope, the client gets no ID token, so the nonce would never be checked.
    throw new OAuthError(
      'MissingCodeChallenge',
      'The request must contain code_challenge and code_challenge_method=S256 (PKCE, RFC 7636): the scope openid is not allowed for this client, so a nonce cannot replace it.',
    );
  }
  if (nonce === undefined || !splitScope(scope).includes('openid')) {
    throw new OAuthError(
      'MissingParameter',
      'Without code_challenge (PKCE, RFC 7636), the request must contain nonce and the scope openid, which bind the code to the user.',
    );
  }
}

function isOneOf(value: string, list: readonly string[]): boolean {
  return list.includes(value);
}
