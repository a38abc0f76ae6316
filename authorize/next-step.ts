// What has to happen before an authorization request gets its code. Pure rules.
import { type Access, isWithin } from '../shared/clients/access.ts';
import { isSameEmail, normaliseUsername } from '../shared/users/user.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/**
 * sign in: with a password · confirm: the account, by a click · consent: to what the app asks for · other user: the one whom
 * the app expects is not here, and nobody else may take their place (OpenID Connect Core §3.1.2.2).
 */
export type NextStep = 'sign in' | 'confirm' | 'consent' | 'other user' | 'done';

/** What the user has done for this very request. */
export interface CompletedSteps {
  readonly signedIn?: boolean;
  readonly confirmed?: boolean;
  readonly consented?: boolean;
}

interface SessionUser {
  readonly subject: string;
  /** Normalised. */
  readonly username: string;
  /** Undefined where it is not known, or no hint can be one. */
  readonly email?: string | undefined;
}

export interface KnownUser {
  /** Of the session, when there is one that counts for this client. */
  readonly session: (SessionUser & { readonly authTime: number }) | undefined;
  /** What the user has agreed to before. */
  readonly consented: readonly Access[];
  /** Seconds since the epoch. */
  readonly now: number;
}

type RequestedSignIn = Pick<
  AuthorizationRequest,
  'client' | 'access' | 'prompt' | 'maxAge' | 'isNative' | 'parameters' | 'hintedSubject'
>;

export function nextStep(request: RequestedSignIn, known: KnownUser, passed: CompletedSteps): NextStep {
  const { session } = known;
  if (!session || (!passed.signedIn && needsFreshSignIn(request, session.authTime, known.now))) return 'sign in';
  const isChosen = passed.signedIn || passed.confirmed;
  const isOther = request.hintedSubject !== undefined && request.hintedSubject !== session.subject;
  if (isOther && (isChosen || request.prompt.includes('none'))) return 'other user';
  if (!isChosen && (isOther || isAccountOpen(request, session))) return 'confirm';
  if (!passed.consented && isConsentDue(request, known.consented)) return 'consent';
  // RFC 8252 §8.6: any program of the user's machine could pass for this app, so a person has to be there.
  const hasClicked = passed.signedIn || passed.confirmed || passed.consented;
  return request.isNative && !hasClicked ? 'confirm' : 'done';
}

/** OpenID Connect Core §3.1.2.1. */
function needsFreshSignIn({ prompt, maxAge }: RequestedSignIn, authTime: number, now: number): boolean {
  // A max_age of 0 means the same as prompt=login, in the very second of a sign-in too.
  return prompt.includes('login') || maxAge === 0 || (maxAge !== undefined && now - authTime > maxAge);
}

function isConsentDue({ client, access, prompt }: RequestedSignIn, consented: readonly Access[]): boolean {
  if (prompt.includes('consent')) return true;
  return client.requiresConsent && !isWithin(access, consented);
}

/** Whether it is not said yet which account is meant. */
function isAccountOpen({ prompt, parameters }: RequestedSignIn, user: SessionUser): boolean {
  const { login_hint: hint } = parameters;
  return prompt.includes('select_account') || (hint !== undefined && !isHintOf(hint, user));
}

/** Whether `login_hint` names the user: by the user name, or by the e-mail address, verified or not. */
export function isHintOf(hint: string, { username, email }: Omit<SessionUser, 'subject'>): boolean {
  return normaliseUsername(hint) === username || (email !== undefined && isSameEmail(hint, email));
}
