// An authorization request goes on: to the page that is due, or back to the app with its code.

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
import { otherUser } from './id-token-hint.ts';
import { type CompletedSteps, isHintOf, type NextStep, nextStep } from './next-step.ts';
import { goToConsent } from './show-consent.ts';
import { signInMethod } from './sign-in-method.ts';

/** What `proceed` passes to a code, in order. */
export const proceedSteps = ['consent', 'new code'] as const satisfies readonly StepName[];

/** Where a request stands. */
export interface FlowState {
  readonly request: EndpointRequest;
  /** Of the browser, whoever it is. */
  readonly session: Session | undefined;
  readonly passed: CompletedSteps;
}

/** @throws OAuthError LoginRequired, InteractionRequired, ConsentRequired when no page may be shown; RedirectTooLong, ClockOutOfRange */
export async function proceed(
  authorization: AuthorizationRequest,
  { request, session: found, passed }: FlowState,
  service: Service,
  report: Report,
): Promise<Answer> {
  const session = await countingSession(authorization, found, service);
  const next = session ? await nextOf(authorization, session, passed, service, report) : 'sign in';
  // A page that asks for the password goes on with no session, and moves no idle time.
  if (!session || next === 'sign in') {
    await checkMayShow('sign in', authorization, service, report);
    return signInMethod.begin(authorization, { request, session: undefined }, service);
  }
  const answer = await take(next, authorization, { request, session, passed }, service, report);
  return withCookie(answer, await sessionCookie(session, service));
}

async function take(
  next: Exclude<NextStep, 'sign in'>,
  authorization: AuthorizationRequest,
  { request, session, passed }: FlowState & { readonly session: Session },
  service: Service,
  report: Report,
): Promise<Answer> {
  if (next === 'done') {
    report.note({ subject: session.subject });
    return answerWithCode(authorization, session, service, report);
  }
  if (next === 'other user') throw otherUser();
  await checkMayShow(next, authorization, service, report);
  return next === 'consent'
    ? goToConsent(authorization, { request, session, passed }, service)
    : signInMethod.begin(authorization, { request, session }, service);
}

/**
 * The session, unless what is issued with it would be refused later: a barrier has ended what the user had given this client,
 * and it takes a new sign-in to get past.
 */
async function countingSession(
  { client }: AuthorizationRequest,
  session: Session | undefined,
  { barriers }: Service,
): Promise<Session | undefined> {
  if (!session) return undefined;
  const given = { clientId: client.id, subject: session.subject, since: session.authTime };
  return (await barriers.hasEnded(given)) ? undefined : session;
}

async function nextOf(
  authorization: AuthorizationRequest,
  session: Session,
  passed: CompletedSteps,
  { clock, store }: Service,
  report: Report,
): Promise<NextStep> {
  const { client } = authorization;
  let consented: readonly Access[] = [];
  // The store is asked for clients alone whose users are asked.
  if (client.requiresConsent) {
    report.step('consent');
    consented = await findConsent(session.subject, client, store);
  }
  const email = passed.signedIn || passed.confirmed ? undefined : await findEmail(authorization, session, store);
  const known = { session: { ...session, email }, consented, now: seconds(clock) };
  return nextStep(authorization, known, passed);
}

/**
 * The e-mail address of the session's user, where `login_hint` may be one: one round trip. Nobody else is looked for, so a hint
 * tells of no other user.
 */
async function findEmail(
  { parameters: { login_hint: hint } }: AuthorizationRequest,
  { subject, username }: Session,
  store: Store,
): Promise<string | undefined> {
  if (!hint?.includes('@') || isHintOf(hint, { username })) return undefined;
  const record = (await findUser(username, store))?.record;
  return record?.subject === subject ? record.email : undefined;
}

/** Those that a page is shown for. */
type PageStep = Exclude<NextStep, 'done' | 'other user'>;

/** What no page may be shown for (OpenID Connect Core §3.1.2.6). */
const refusals: Readonly<Record<PageStep, { readonly row: ErrorName; readonly user: string }>> = {
  'sign in': { row: 'LoginRequired', user: 'sign in' },
  confirm: { row: 'InteractionRequired', user: 'confirm the account' },
  consent: { row: 'ConsentRequired', user: 'give consent' },
};

/** @throws OAuthError one of `refusals`; RedirectTooLong, ClockOutOfRange */
async function checkMayShow(
  next: PageStep,
  authorization: AuthorizationRequest,
  service: Service,
  report: Report,
): Promise<void> {
  if (authorization.prompt.includes('none')) {
    const { row, user } = refusals[next];
    throw new OAuthError(row, `The user must ${user}, but prompt=none allows no page.`);
  }
  await checkAnswerable(authorization, service, report);
}
