import { type Device, deviceCookie } from '../shared/browser/device.ts';
import { endFormerSession, newSession, type SignedInUser, type SignInMethodUsed } from '../shared/browser/session.ts';
import { type Answer, withCookie } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { differentUserError } from './id-token-hint.ts';
import type { CompletedSteps } from './next-step.ts';
import { proceed } from './proceed.ts';
import { sendErrorsTo } from './read-request.ts';

interface Authentication {
  readonly user: SignedInUser;
  /** Seconds since the epoch: taken before the credentials were checked. */
  readonly authTime: number;
  /** Seconds since the epoch: when the session starts, if the user authenticated earlier, at a login app. */
  readonly startedAt?: number;
  readonly method: SignInMethodUsed;
  /** Of a sign-in by password: what the device cookie will remember, beside the users who signed in here before. */
  readonly password?: { readonly tag: string; readonly device: Device | undefined };
  readonly passed?: CompletedSteps;
}

/** The last function of every sign-in method: starts the session of the browser and continues the authorization request. */
export async function completeSignIn(
  authorization: AuthorizationRequest,
  { user, authTime, startedAt = authTime, method, password, passed = { signedIn: true } }: Authentication,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.note({ subject: user.subject });
  const session = newSession(user, { authTime, startedAt }, method, service.settings);
  const answer = await sendErrorsTo(authorization.sendTo, async () => {
    // Checked before any change, so that the current session stays.
    const { hintedSubject } = authorization;
    if (hintedSubject !== undefined && hintedSubject !== user.subject) throw differentUserError();
    await endFormerSession(request.headers, service);
    return proceed(authorization, { request, session, passed }, service, report);
  });
  if (!password) return answer;
  const remembered = { username: user.username, passwordTag: password.tag };
  return withCookie(answer, await deviceCookie(password.device, remembered, service));
}
