import { OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/** OpenID Connect Core Unmet Authentication Requirements 1.0 §2. */
export function unmetAcrError({ requiredAcr }: Pick<AuthorizationRequest, 'requiredAcr'>): OAuthError {
  return new OAuthError(
    'UnmetAuthenticationRequirements',
    `The user cannot sign in here with the acr ${echo(requiredAcr.join(' '))}, which the request marks as essential in claims.`,
  );
}
