import { type Device, deviceCookie } from '../shared/browser/device.ts';
import { endSession } from '../shared/browser/ended-sessions.ts';
import {
  findSession,
  newSession,
  type Session,
  type SignedInUser,
  type SignInMethodUsed,
  sidOf,
} from '../shared/browser/session.ts';
import { type Answer, withCookie } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { differentUserError } from './id-token-hint.ts';
import { type CompletedSteps, meetsAcr } from './next-step.ts';
import { proceed } from './proceed.ts';
import { sendErrorsTo } from './send-to.ts';
import { unmetAcrError } from './unmet-acr-error.ts';

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
  /** Whether the address of the request works once, so that a page needs one of its own. */
  readonly isAddressUsed?: boolean;
}

/** The last function of every sign-in method: starts the session of the browser and continues the authorization request. */
export async function completeSignIn(
  authorization: AuthorizationRequest,
  {
    user,
    authTime,
    startedAt = authTime,
    method,
    password,
    passed = { signedIn: true },
    isAddressUsed = false,
  }: Authentication,
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
    if (!meetsAcr(authorization, session)) throw unmetAcrError(authorization);
    const continued = await replaceSession(session, request, service);
    return proceed(authorization, { request, session: continued, passed, isAddressUsed }, service, report);
  });
  if (!password) return answer;
  const remembered = { username: user.username, passwordTag: password.tag };
  return withCookie(answer, await deviceCookie(password.device, remembered, service));
}

/**
 * Ends the session that the new one replaces in the browser: after that, signing out could not end it. For apps the session of the
 * same user goes on; the apps of another user are told that it has ended.
 */
async function replaceSession(session: Session, { headers }: EndpointRequest, service: Service): Promise<Session> {
  const former = await findSession(headers, service);
  if (!former) return session;
  const isSameUser = former.subject === session.subject;
  if (!isSameUser) {
    await service.logouts.announce({ subject: former.subject, sid: sidOf(former) }, service.store);
  }
  await endSession(former.id, former.endsAt, service.store);
  if (isSameUser) return { ...session, sid: sidOf(former) };
  service.logouts.start();
  return session;
}
