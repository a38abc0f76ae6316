import { type Device, deviceCookie } from '../shared/browser/device.ts';
import { endFormerSession, newSession, type SignedInUser, type SignInMethodUsed } from '../shared/browser/session.ts';
import { type Answer, withCookie } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { differentUserError } from './id-token-hint.ts';
import { proceed } from './proceed.ts';
import { sendErrorsTo } from './read-request.ts';

interface Authentication {
  readonly user: SignedInUser & { readonly passwordTag: string };
  /** Seconds since the epoch: taken before the credentials were checked. */
  readonly authTime: number;
  readonly method: SignInMethodUsed;
  /** The device cookie of the browser: the users who signed in here before. */
  readonly device: Device | undefined;
}

/** The last function of every sign-in method: starts the session of the browser and continues the authorization request. */
export async function completeSignIn(
  authorization: AuthorizationRequest,
  { user, authTime, method, device }: Authentication,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.note({ subject: user.subject });
  const session = newSession(user, authTime, method, service.settings);
  const answer = await sendErrorsTo(authorization.sendTo, async () => {
    // Checked before any change, so that the current session stays.
    const { hintedSubject } = authorization;
    if (hintedSubject !== undefined && hintedSubject !== user.subject) throw differentUserError();
    await endFormerSession(request.headers, service);
    return proceed(authorization, { request, session, passed: { signedIn: true } }, service, report);
  });
  return withCookie(answer, await deviceCookie(device, user, service));
}
