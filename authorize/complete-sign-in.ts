import { type Device, deviceCookie } from '../shared/browser/device.ts';
import { endFormerSession, newSession, type SignedInUser } from '../shared/browser/session.ts';
import { type Answer, withCookie } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { otherUser } from './id-token-hint.ts';
import { proceed } from './proceed.ts';
import { sending } from './read-request.ts';

interface Authentication {
  readonly user: SignedInUser;
  /** Seconds since the epoch: before the proof was looked at. */
  readonly authTime: number;
  /** Whom the browser has signed in before. */
  readonly known: Device | undefined;
}

/** The one end of every sign-in method: the browser gets its session, and the request goes on. */
export async function completeSignIn(
  authorization: AuthorizationRequest,
  { user, authTime, known }: Authentication,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.note({ subject: user.subject });
  const session = newSession(user, authTime, service.settings);
  const answer = await sending(authorization.sendTo, async () => {
    // Before anything is changed: the session that is there stays.
    const { hintedSubject } = authorization;
    if (hintedSubject !== undefined && hintedSubject !== user.subject) throw otherUser();
    await endFormerSession(request.headers, service);
    return proceed(authorization, { request, session, passed: { signedIn: true } }, service, report);
  });
  return withCookie(answer, await deviceCookie(known, user.username, service));
}
