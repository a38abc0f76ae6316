// Signs in the user whom a result of the login app names.
import { findOrAddAccount } from '../shared/accounts/find-or-add-account.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { LoginApp } from '../shared/settings/handoff-settings.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { goToLoginApp, handoffProvider } from './handoff-challenge.ts';
import { authTimeOf, hasActed } from './handoff-freshness.ts';
import type { HandoffResultParameters } from './handoff-result.schema.json';

interface HandoffContext {
  readonly loginApp: LoginApp;
  /** Seconds since the epoch: when the challenge was made. */
  readonly askedAt: number;
  /** Whether the user has authenticated since then, because it was asked for. */
  readonly isNew: boolean;
}

/** @throws OAuthError HandoffRefused, LoginRequired, as `findOrAddAccount`, as `completeSignIn`; StoreUnavailableError */
export async function signInAs(
  authorization: AuthorizationRequest,
  result: HandoffResultParameters,
  { loginApp, askedAt, isNew }: HandoffContext,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  const { clock, storeClock, barriers } = service;
  const subject = requireSubject(result);
  const startedAtMs = clock.now();
  const { acr, amr } = result;
  const method = { provider: handoffProvider, ...(acr !== undefined && { acr }), ...(amr && { amr }) };
  const user = await findOrAddAccount({ ...profileOf(result), ...method, subject }, service);
  // The user was read from the store just now, so the difference between the clocks is fresh.
  const startedAt = storeClock.storeTime(startedAtMs);
  const authTime = authTimeOf(result, { askedAt, isNew, now: startedAt });
  if (await barriers.hasEnded({ clientId: authorization.client.id, subject: user.subject, since: authTime })) {
    // The session of the login app is from before: without a new sign-in there, this would go on forever.
    return goToLoginApp(authorization, { loginApp, mustAuthenticate: true }, request, service);
  }
  const passed = isNew || hasActed(result.auth_time, askedAt) ? { signedIn: true } : { returned: true };
  return completeSignIn(authorization, { user, authTime, startedAt, method, passed }, request, service, report);
}

/** OpenID Connect Core §3.1.2.6. @throws OAuthError HandoffRefused, LoginRequired */
function requireSubject({ sub, error }: HandoffResultParameters): string {
  if (sub !== undefined) return sub;
  throw error === 'login_required'
    ? new OAuthError('LoginRequired', 'The login app cannot sign in the user whom the app asks for.')
    : new OAuthError('HandoffRefused', 'The user did not sign in at the login app, or may not sign in there.');
}

function profileOf({ name, preferred_username: login, email, email_verified, groups }: HandoffResultParameters) {
  return {
    ...(login !== undefined && { login }),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    isEmailVerified: email_verified === true,
    ...(groups && { groups }),
  };
}
