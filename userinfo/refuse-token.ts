import { OAuthError, type OAuthErrorOptions } from '../shared/errors/oauth-error.ts';
import type { SentToken } from './sent-token.ts';

/** Refuses an access token, with a challenge of the scheme that it was sent with. */
export function refuseToken({ scheme }: SentToken, description: string, options: OAuthErrorOptions = {}): OAuthError {
  return new OAuthError('InvalidAccessToken', description, { challenge: { scheme }, ...options });
}
