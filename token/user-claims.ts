// The claims about the user in an ID token, for clients that do not call /userinfo.
import type { JWTPayload } from 'jose';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Service } from '../shared/serving/service.ts';
import { hasUserClaims, idTokenUserClaims } from '../shared/users/claims.ts';
import { findUserBySubject } from '../shared/users/directory.ts';
import { allowedClaims } from '../shared/users/requested-claims.ts';
import type { Issuance } from './claims.ts';

/** @throws OAuthError GrantRevoked when the user is removed or disabled, StoreUnavailableError */
export async function findUserClaims({ client, authorization }: Issuance, service: Service): Promise<JWTPayload> {
  const { scope, subject, userGrant } = authorization;
  if (!userGrant?.idToken) return {};
  const named = allowedClaims(userGrant.claims?.id_token ?? [], client.scope);
  const given = client.hasIdTokenClaims ? scope : [];
  if (named.length === 0 && !hasUserClaims(given)) return {};
  const user = await findUserBySubject(subject, service);
  if (user && !user.isDisabled) return idTokenUserClaims(user, given, named);
  throw new OAuthError('GrantRevoked', 'The grant has been revoked. The user must sign in again.', {
    reason: user ? 'UserDisabled' : 'UnknownUser',
    log: { subject },
  });
}
