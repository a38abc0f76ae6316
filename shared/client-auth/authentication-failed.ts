import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';

export const failure =
  'Client authentication failed: the client is unknown, its credentials are wrong, or it is registered for another method';

/** The one answer to credentials that fail, whether or not the client exists. @param reason for the log only */
export function authenticationFailed(reason: ErrorName): OAuthError {
  return new OAuthError('InvalidClient', `${failure}.`, { reason });
}
