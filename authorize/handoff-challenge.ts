// Sends the browser to the operator's login app, with a signed challenge and the sealed request.
import { randomBytes } from 'node:crypto';
import { seconds } from '../shared/base/clock.ts';
import { browserId } from '../shared/browser/browser-id.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import { signPublished } from '../shared/keys/jwt.ts';
import type { Service } from '../shared/serving/service.ts';
import type { LoginApp } from '../shared/settings/handoff-settings.ts';
import { findUserOfSubject } from '../shared/users/user-store.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { asksForSignIn } from './handoff-freshness.ts';
import { type HandoffState, sealState } from './handoff-state.ts';

/** The provider of all accounts of the login app. */
export const handoffProvider = 'handoff';

/** Seconds. For the way to the login app: the user then has the lifetime of a form. */
const challengeLifetime = 600;

export interface HandoffOptions {
  readonly loginApp: LoginApp;
  /** Whether the user wants to choose another account than that of the session. */
  readonly isOtherAccount?: boolean;
  readonly mustAuthenticate?: boolean;
}

/** @throws OAuthError SigningUnavailable; StoreUnavailableError, with an `id_token_hint` or a long request */
export async function goToLoginApp(
  authorization: AuthorizationRequest,
  { loginApp, isOtherAccount = false, mustAuthenticate = false }: HandoffOptions,
  request: Pick<EndpointRequest, 'headers'>,
  service: Service,
): Promise<Answer> {
  const { settings, keys, clock } = service;
  const browser = browserId(request.headers, settings);
  const jti = randomBytes(16).toString('base64url');
  const prompt = [
    ...(mustAuthenticate || asksForSignIn(authorization) ? ['login'] : []),
    ...(isOtherAccount || authorization.prompt.includes('select_account') ? ['select_account'] : []),
  ];
  const now = seconds(clock);
  const claims = {
    iss: settings.issuer,
    aud: loginApp.url,
    iat: now,
    exp: now + challengeLifetime,
    jti,
    ...requestedClaims(authorization),
    ...(await expectedSubject(authorization, service)),
    ...(prompt.length > 0 && { prompt: prompt.join(' ') }),
  };
  const content: HandoffState = {
    parameters: authorization.parameters,
    challenge: jti,
    ...(mustAuthenticate && { mustAuthenticate }),
  };
  const [challenge, state] = await Promise.all([
    signPublished('handoff-challenge+jwt', settings.signingAlg, claims, await keys.current()),
    sealState(content, browser.id, request, service),
  ]);
  const address = new URL(loginApp.url);
  address.searchParams.append('challenge', challenge);
  address.searchParams.append('state', state);
  return { ...seeOther(address.href), cookies: browser.cookies };
}

function requestedClaims({ client, scope, parameters, maxAge }: AuthorizationRequest) {
  const { login_hint, ui_locales, acr_values } = parameters;
  return {
    client_id: client.id,
    client_name: client.name,
    scope: scope.join(' '),
    ...(login_hint !== undefined && { login_hint }),
    ...(ui_locales !== undefined && { ui_locales }),
    ...(maxAge !== undefined && { max_age: maxAge }),
    ...(acr_values !== undefined && { acr_values }),
  };
}

/** The user of `id_token_hint`, as the login app calls it: any other would be refused. */
async function expectedSubject(
  { hintedSubject }: AuthorizationRequest,
  { store }: Pick<Service, 'store'>,
): Promise<{ readonly subject?: string }> {
  const user = hintedSubject === undefined ? undefined : await findUserOfSubject(hintedSubject, store);
  const account = user?.record.accounts?.find(({ provider }) => provider === handoffProvider);
  return account ? { subject: account.subject } : {};
}
