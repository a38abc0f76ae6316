// The claims about the user in an ID token, for clients that do not call /userinfo, and in an access token, for APIs.
import type { JWTPayload } from 'jose';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Service } from '../shared/serving/service.ts';
import { accessTokenUserClaims, consentScopeOf, hasUserClaims, idTokenUserClaims } from '../shared/users/claims.ts';
import { findUserBySubject } from '../shared/users/directory.ts';
import { allowedClaims } from '../shared/users/requested-claims.ts';
import type { Issuance } from './claims.ts';

interface UserClaims {
  readonly idToken: JWTPayload;
  readonly accessToken: JWTPayload;
}

const noClaims: UserClaims = { idToken: {}, accessToken: {} };

/** Reads the user only if a token needs it. @throws OAuthError GrantRevoked when the user is removed or disabled, StoreUnavailableError */
export async function findUserClaims(issuance: Issuance, service: Service): Promise<UserClaims> {
  const { client, authorization } = issuance;
  const { scope, subject, userGrant } = authorization;
  if (!userGrant) return noClaims;
  const named = userGrant.idToken ? allowedClaims(userGrant.claims?.id_token ?? [], client.scope) : [];
  const given = userGrant.idToken && client.hasIdTokenClaims ? scope : [];
  const forApi = accessTokenNames(issuance);
  if (named.length === 0 && forApi.length === 0 && !hasUserClaims(given)) return noClaims;
  const user = await findUserBySubject(subject, service);
  if (user && !user.isDisabled) {
    return { idToken: idTokenUserClaims(user, given, named), accessToken: accessTokenUserClaims(user, forApi) };
  }
  throw new OAuthError('GrantRevoked', 'The grant has been revoked. The user must sign in again.', {
    reason: user ? 'UserDisabled' : 'UnknownUser',
    log: { subject },
  });
}

/** A user who is asked for consent has seen the scope of each claim. */
function accessTokenNames({ client, authorization: { scope } }: Issuance): readonly string[] {
  const { accessTokenClaims: names, requiresConsent } = client;
  return requiresConsent ? names.filter((name) => scope.includes(consentScopeOf(name))) : names;
}
