// Decides the next step of an authorization request, until it gets its code. Pure functions.
import { type Access, isWithin } from '../shared/clients/access.ts';
import { isSameEmail, normaliseUsername } from '../shared/users/user.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/**
 * sign in: enter the password · confirm: click to confirm the account · consent: allow the requested access · other user:
 * refuse, because the session is not that of the hinted user (OpenID Connect Core §3.1.2.2) · unmet: refuse, because the sign-in
 * does not have the `acr` that the app needs (§5.5.1.1) · done: issue the code.
 */
export type NextStep = 'sign in' | 'confirm' | 'consent' | 'other user' | 'unmet' | 'done';

export interface CompletedSteps {
  readonly signedIn?: boolean;
  /** Came from where the user signs in, which checked how old the sign-in may be, but may have answered without a click. */
  readonly returned?: boolean;
  readonly confirmed?: boolean;
  readonly consented?: boolean;
}

interface SessionUser {
  readonly subject: string;
  /** Normalised. */
  readonly username: string;
  /** At the provider of the user. */
  readonly login?: string | undefined;
  /** Undefined when it is unknown, or not needed to compare it with `login_hint`. */
  readonly email?: string | undefined;
}

export interface UserState {
  /** The user of the session, if the session is valid for this client. */
  readonly session: (SessionUser & { readonly authTime: number; readonly acr?: string }) | undefined;
  readonly consented: readonly Access[];
  /** Seconds since the epoch. */
  readonly now: number;
}

type RequestedSignIn = Pick<
  AuthorizationRequest,
  'client' | 'access' | 'prompt' | 'maxAge' | 'isNative' | 'parameters' | 'hintedSubject' | 'requiredAcr'
>;

export function nextStep(request: RequestedSignIn, user: UserState, passed: CompletedSteps): NextStep {
  const { session } = user;
  const isAuthenticated = passed.signedIn || passed.returned;
  if (!session) return 'sign in';
  const isMet = meetsAcr(request, session);
  if (!isAuthenticated && (!isMet || needsFreshSignIn(request, session.authTime, user.now))) return 'sign in';
  const isChosen = isAuthenticated || passed.confirmed;
  const isOther = request.hintedSubject !== undefined && request.hintedSubject !== session.subject;
  if (isOther && (isChosen || request.prompt.includes('none'))) return 'other user';
  if (!isMet) return 'unmet';
  if (!isChosen && (isOther || mustChooseAccount(request, session))) return 'confirm';
  if (!passed.consented && isConsentDue(request, user.consented)) return 'consent';
  // RFC 8252 §8.6: another program on the device could pose as this app, so a click must show that the user is present.
  const hasClicked = passed.signedIn || passed.confirmed || passed.consented;
  return request.isNative && !hasClicked ? 'confirm' : 'done';
}

/** OpenID Connect Core §5.5.1.1. */
export function meetsAcr(
  { requiredAcr }: Pick<AuthorizationRequest, 'requiredAcr'>,
  { acr }: { readonly acr?: string },
): boolean {
  return requiredAcr.length === 0 || (acr !== undefined && requiredAcr.includes(acr));
}

/** OpenID Connect Core §3.1.2.1. */
function needsFreshSignIn({ prompt, maxAge }: RequestedSignIn, authTime: number, now: number): boolean {
  // max_age=0 means prompt=login, even within the second of the last sign-in.
  return prompt.includes('login') || maxAge === 0 || (maxAge !== undefined && now - authTime > maxAge);
}

function isConsentDue({ client, access, prompt }: RequestedSignIn, consented: readonly Access[]): boolean {
  if (prompt.includes('consent')) return true;
  return client.requiresConsent && !isWithin(access, consented);
}

/** Whether the user must confirm or choose the account. */
function mustChooseAccount({ prompt, parameters }: RequestedSignIn, user: SessionUser): boolean {
  const { login_hint: hint } = parameters;
  return prompt.includes('select_account') || (hint !== undefined && !isHintOf(hint, user));
}

/** Whether `login_hint` is the user name or the e-mail address, verified or not, of the user. */
export function isHintOf(hint: string, { username, login, email }: Omit<SessionUser, 'subject'>): boolean {
  const names = [username, ...(login === undefined ? [] : [normaliseUsername(login)])];
  return names.includes(normaliseUsername(hint)) || (email !== undefined && isSameEmail(hint, email));
}
