// Whether a login app has authenticated the user as recently as it must have. Pure rules.
import type { AuthorizationRequest } from './authorization-request.ts';

interface AskedSignIn {
  /** Seconds since the epoch: when the challenge was made. */
  readonly askedAt: number;
  /** Whether the user must have authenticated since then. */
  readonly isNew: boolean;
}

/** Seconds by which the clock of the login app may differ. */
export const clockTolerance = 15;

/** OpenID Connect Core §3.1.2.1: whether a session, here or at the login app, does not count. */
export function asksForSignIn({ prompt, maxAge }: Pick<AuthorizationRequest, 'prompt' | 'maxAge'>): boolean {
  return prompt.includes('login') || maxAge === 0;
}

/** What is missing, to follow "The result of the login app"; undefined if the sign-in is recent enough. */
export function freshnessProblem(
  { askedAt, isNew, maxAge }: AskedSignIn & Pick<AuthorizationRequest, 'maxAge'>,
  { authTime, now }: { readonly authTime: number | undefined; readonly now: number },
): string | undefined {
  if (!isNew && maxAge === undefined) return undefined;
  if (authTime === undefined) return 'has no auth_time, and the sign-in must not be older than what was asked for';
  if (isNew) return authTime < askedAt - clockTolerance ? 'is of a sign-in from before the challenge' : undefined;
  return now - authTime > Number(maxAge) + clockTolerance ? 'is of a sign-in that is older than max_age' : undefined;
}

/**
 * Whether the user has acted since the challenge. Without a tolerance, since a click must show that the user is present
 * (RFC 8252 §8.6): a login app with a session of its own may answer without one.
 */
export function hasActed(authTime: number | undefined, askedAt: number): boolean {
  return authTime !== undefined && authTime >= askedAt;
}

/** When the user authenticated, by this server's clock where it knows better: never later than now. Seconds since the epoch. */
export function authTimeOf(
  { iat, auth_time: said }: { readonly iat: number; readonly auth_time?: number },
  { askedAt, isNew, now }: AskedSignIn & { readonly now: number },
): number {
  const isSince = isNew || said === undefined;
  return Math.min(isSince ? Math.max(said ?? iat, askedAt) : said, now);
}
