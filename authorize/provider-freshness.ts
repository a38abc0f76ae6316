// How old a sign-in at another provider is, by what the provider says.
import type { UpstreamClaims } from '../shared/providers/claims-map.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { notFreshError } from './provider-problem.ts';

interface StartedAccess {
  readonly clientId: string;
  readonly subject: string;
  readonly startedAt: number;
}

/**
 * When the user signed in there: a session that began without a password must not pass for a sign-in that max_age asks for. Of a
 * sign-in there from before a barrier here, the return counts, since every session would be over at once.
 */
export async function authTimeOf(
  said: unknown,
  { startedAt, ...access }: StartedAccess,
  { barriers }: Pick<Service, 'barriers'>,
): Promise<number> {
  const isTime = typeof said === 'number' && Number.isSafeInteger(said) && said > 0 && said < startedAt;
  return isTime && !(await barriers.hasEnded({ ...access, since: said })) ? said : startedAt;
}

/** Clocks of two servers, and the way to the provider. */
const skewSeconds = 30;

/** @returns whether the user has just signed in there: by what the provider says, or because it was asked for @throws OAuthError ProviderNotFresh */
export function checkFresh(
  authorization: AuthorizationRequest,
  { auth_time: authTime }: UpstreamClaims,
  sealedAt: number,
): boolean {
  const age = typeof authTime === 'number' ? sealedAt - authTime : Number.POSITIVE_INFINITY;
  const maxAge = authorization.prompt.includes('login') ? 0 : authorization.maxAge;
  if (maxAge !== undefined && !(age <= maxAge + skewSeconds)) throw notFreshError();
  return age <= 0 || maxAge === 0;
}
