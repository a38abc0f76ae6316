// Continues an authorization request: shows the next page, or redirects to the app with the code.

import { seconds } from '../shared/base/clock.ts';
import { type Session, sessionCookie } from '../shared/browser/session.ts';
import type { Access } from '../shared/clients/access.ts';
import { findConsent } from '../shared/clients/consents.ts';
import type { ErrorName } from '../shared/errors/catalogue.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, withCookie } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { StepName } from '../shared/log/steps.ts';
import type { Service } from '../shared/serving/service.ts';
import type { Store } from '../shared/store/store.ts';
import { findUser } from '../shared/users/user-store.ts';
import { answerWithCode, checkAnswerable } from './answer-with-code.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { allowDevice } from './decide-device.ts';
import { differentUserError } from './id-token-hint.ts';
import { type CompletedSteps, isHintOf, type NextStep, nextStep } from './next-step.ts';
import { goToConsent } from './show-consent.ts';
import { signInMethodOf } from './sign-in-method.ts';
import { unmetAcrError } from './unmet-acr-error.ts';

/** The steps of `proceed` up to a code, in order. */
export const proceedSteps = ['consent', 'visit', 'new code'] as const satisfies readonly StepName[];

/** As `proceedSteps`; a device gets a decision. */
export const pageProceedSteps = [...proceedSteps, 'decision'] as const satisfies readonly StepName[];

export interface FlowState {
  readonly request: EndpointRequest;
  /** The browser's session, not yet checked against the client. */
  readonly session: Session | undefined;
  readonly passed: CompletedSteps;
  /** Whether the URL of the request works once, or not for long, so that a page needs an address of its own. */
  readonly isAddressUsed?: boolean;
}

/** @throws OAuthError LoginRequired, InteractionRequired, ConsentRequired with prompt=none; RedirectTooLong, ClockOutOfRange */
export async function proceed(
  authorization: AuthorizationRequest,
  { request, session: found, passed, isAddressUsed = false }: FlowState,
  service: Service,
  report: Report,
): Promise<Answer> {
  const session = await findValidSession(authorization, found, service);
  const next = session ? await findNextStep(authorization, session, passed, service, report) : 'sign in';
  // A page that asks for the password ignores the session and does not extend its idle time.
  if (!session || next === 'sign in') {
    await checkMayShow('sign in', authorization, service, report);
    return signInMethodOf(service.settings).begin(
      authorization,
      { request, session: undefined, isAddressUsed },
      service,
      report,
    );
  }
  const answer = await takeStep(next, authorization, { request, session, passed, isAddressUsed }, service, report);
  return withCookie(answer, await sessionCookie(session, service));
}

async function takeStep(
  next: Exclude<NextStep, 'sign in'>,
  authorization: AuthorizationRequest,
  { request, session, passed, isAddressUsed = false }: FlowState & { readonly session: Session },
  service: Service,
  report: Report,
): Promise<Answer> {
  if (next === 'done') {
    report.note({ subject: session.subject });
    return authorization.device
      ? allowDevice(authorization, session, request, service, report)
      : answerWithCode(authorization, session, request, service, report);
  }
  if (next === 'other user') throw differentUserError();
  if (next === 'unmet') throw unmetAcrError(authorization);
  await checkMayShow(next, authorization, service, report);
  return next === 'consent'
    ? goToConsent(authorization, { request, session, passed, isAddressUsed }, service)
    : signInMethodOf(service.settings).begin(authorization, { request, session, isAddressUsed }, service, report);
}

/**
 * Returns the session unless a barrier has ended the user's grants to this client: a code of this session would be refused
 * later, so the user must sign in again.
 */
async function findValidSession(
  { client }: AuthorizationRequest,
  session: Session | undefined,
  { barriers }: Service,
): Promise<Session | undefined> {
  if (!session) return undefined;
  const access = { clientId: client.id, subject: session.subject, since: session.authTime };
  return (await barriers.hasEnded(access)) ? undefined : session;
}

async function findNextStep(
  authorization: AuthorizationRequest,
  session: Session,
  passed: CompletedSteps,
  { clock, store }: Service,
  report: Report,
): Promise<NextStep> {
  const { client } = authorization;
  let consented: readonly Access[] = [];
  // Reads the store only for clients that require consent.
  if (client.requiresConsent) {
    report.step('consent');
    consented = await findConsent(session.subject, client, store);
  }
  const email =
    passed.signedIn || passed.returned || passed.confirmed ? undefined : await findEmail(authorization, session, store);
  const user = { session: { ...session, email }, consented, now: seconds(clock) };
  return nextStep(authorization, user, passed);
}

/**
 * Reads the e-mail address of the session's user, if `login_hint` may be one: one round trip. It never looks up the hint, so
 * the answer cannot reveal whether another user exists.
 */
async function findEmail(
  { parameters: { login_hint: hint } }: AuthorizationRequest,
  { subject, username, login }: Session,
  store: Store,
): Promise<string | undefined> {
  if (!hint?.includes('@') || isHintOf(hint, { username, login })) return undefined;
  const record = (await findUser(username, store))?.record;
  return record?.subject === subject ? record.email : undefined;
}

type PageStep = Exclude<NextStep, 'done' | 'other user' | 'unmet'>;

/** The errors of steps that need a page, with prompt=none (OpenID Connect Core §3.1.2.6). */
const refusals: Readonly<Record<PageStep, { readonly code: ErrorName; readonly user: string }>> = {
  'sign in': { code: 'LoginRequired', user: 'sign in' },
  confirm: { code: 'InteractionRequired', user: 'confirm the account' },
  consent: { code: 'ConsentRequired', user: 'give consent' },
};

/** @throws OAuthError of `refusals` with prompt=none; RedirectTooLong, ClockOutOfRange */
async function checkMayShow(
  next: PageStep,
  authorization: AuthorizationRequest,
  service: Service,
  report: Report,
): Promise<void> {
  if (authorization.prompt.includes('none')) {
    const { code, user } = refusals[next];
    throw new OAuthError(code, `The user must ${user}, but prompt=none allows no page.`);
  }
  await (authorization.device
    ? service.storeClock.requireClockInSync()
    : checkAnswerable(authorization, service, report));
}
