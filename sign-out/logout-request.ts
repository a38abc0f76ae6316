// The parameters of an app that signs its user out (OpenID Connect RP-Initiated Logout 1.0 §2).
import { decodeProtectedHeader } from 'jose';
import { type Session, sidOf } from '../shared/browser/session.ts';
import type { Client } from '../shared/clients/client.ts';
import type { ClientRegistry } from '../shared/clients/registry.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { openIdToken } from '../shared/keys/jwt.ts';
import type { KeyRing } from '../shared/keys/key-ring.ts';
import type { Keys } from '../shared/keys/keys.ts';
import { echo } from '../shared/log/echo.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { StepName } from '../shared/log/steps.ts';

const names = ['id_token_hint', 'logout_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'ui_locales'] as const;

export type LogoutParameters = { readonly [Name in (typeof names)[number]]?: string };

export const logoutParameters = defineParameters(names);

/** The steps of `readLogoutRequest`, in order. */
export const logoutSteps = [
  'id_token_hint',
  'client',
  'registered post_logout_redirect_uri',
] as const satisfies readonly StepName[];

interface LogoutParts {
  readonly clients: ClientRegistry;
  readonly keys: Keys;
  readonly settings: { readonly issuer: string };
}

interface IdTokenHint {
  readonly clientId: string;
  readonly subject: string | undefined;
  readonly sid: unknown;
}

export interface LogoutRequest {
  /** The app, if the request says which. */
  readonly client: Client | undefined;
  readonly hint: IdTokenHint | undefined;
  /** Where the app wants the browser afterwards, with its state. */
  readonly returnTo: string | undefined;
}

/** Characters, as with the redirects of authorization requests. */
const maxReturnLength = 4096;

/** @throws OAuthError IdTokenHintRefused, UnknownClient, UnregisteredLogoutUri, RedirectTooLong */
export async function readLogoutRequest(
  { id_token_hint: hintText, client_id: sentId, post_logout_redirect_uri: uri, state }: LogoutParameters,
  service: LogoutParts,
  report: Report,
): Promise<LogoutRequest> {
  let hint: IdTokenHint | undefined;
  if (hintText !== undefined) {
    report.step('id_token_hint');
    hint = await readHint(hintText, sentId, service);
  }
  const clientId = sentId ?? hint?.clientId;
  let client: Client | undefined;
  if (clientId !== undefined) {
    report.step('client');
    client = await requireClient(clientId, service);
    report.note({ client_id: client.id });
  }
  // §3: without a client the browser must not go there. MSAL.js names none by default, and its users must get out all the same.
  if (uri === undefined || !client) return { client, hint, returnTo: undefined };
  report.step('registered post_logout_redirect_uri');
  return { client, hint, returnTo: returnAddress(requireRegistered(uri, client), state) };
}

/**
 * Accepts an expired ID token, of any key in the ring (§2). One of a key that the rotation has removed cannot be told from a
 * forged one; beside a client_id it counts as no hint, so that the user is asked.
 */
async function readHint(
  text: string,
  sentId: string | undefined,
  { keys, settings }: LogoutParts,
): Promise<IdTokenHint | undefined> {
  const ring = await keys.current();
  const claims = await openIdToken(text, settings.issuer, ring);
  const clientId = claims?.aud;
  if (!claims || typeof clientId !== 'string') {
    if (sentId !== undefined && isOfUnknownKey(text, ring)) return undefined;
    throw new OAuthError(
      'IdTokenHintRefused',
      'The id_token_hint is not an ID token that this server issued, or the key that signed it is gone. Send client_id too.',
    );
  }
  // §2: both must name the same client. The token of another one may be stolen.
  if (sentId !== undefined && sentId !== clientId) {
    throw new OAuthError('IdTokenHintRefused', 'The id_token_hint was issued to another client than client_id names.');
  }
  return { clientId, subject: claims.sub, sid: claims.sid };
}

function isOfUnknownKey(text: string, ring: KeyRing): boolean {
  try {
    const { typ, kid } = decodeProtectedHeader(text);
    return (
      typ === 'JWT' && typeof kid === 'string' && ring.verificationKey(kid, Number.NEGATIVE_INFINITY) === undefined
    );
  } catch {
    return false;
  }
}

async function requireClient(id: string, { clients }: LogoutParts): Promise<Client> {
  const client = await clients.findClient(id);
  if (client) return client;
  throw new OAuthError('UnknownClient', `No client is registered with the client_id ${echo(id)}.`);
}

/** §3: it must match exactly, also where redirect URIs may have another port. */
function requireRegistered(uri: string, client: Client): string {
  if (client.postLogoutRedirectUris.includes(uri)) return uri;
  throw new OAuthError(
    'UnregisteredLogoutUri',
    `The post_logout_redirect_uri ${echo(uri)} is not registered for this client. It must match one of its post_logout_redirect_uris character by character.`,
  );
}

function returnAddress(uri: string, state: string | undefined): string {
  if (state === undefined) return uri;
  const location = `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`;
  if (location.length <= maxReturnLength) return location;
  throw new OAuthError(
    'RedirectTooLong',
    `With the state, the redirect would have ${location.length} characters. The limit is ${maxReturnLength}. Shorten the state.`,
  );
}

/** §2: the ID token was issued in this session, to its user. Otherwise the user must be asked. */
export function isOfSession(hint: IdTokenHint | undefined, session: Session): boolean {
  return hint !== undefined && hint.subject === session.subject && hint.sid === sidOf(session);
}
