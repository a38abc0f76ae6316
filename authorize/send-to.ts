// Where the answer to an authorization request goes: to a registered redirect URI, errors too (RFC 6749 §4.1.2.1).
import type { ResponseMode } from '../shared/base/openid-values.ts';
import type { Client } from '../shared/clients/client.ts';
import { findRedirectUri, takesForms } from '../shared/clients/redirect-uri.ts';
import { splitScope } from '../shared/clients/scope.ts';
import { startPageOf } from '../shared/clients/start-page.ts';
import { ErrorToSend, type SendTo } from '../shared/errors/error-to-send.ts';
import { type AppToReturnTo, OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { checkRoomForState } from './authorization-response.ts';

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

/** @throws OAuthError MissingParameter, InvalidRedirectUri; RedirectTooLong when the state leaves no room for an error */
export function requireSendTo(
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
