// A token that somebody presents without proof of what it is: /revoke and /introspect take either kind (RFC 7009 §2.1).
import { type AccessToken, findAccessToken, type TokenParts } from './access-token.ts';
import { findRefreshToken, type IssuedRefreshToken } from './refresh-token.ts';

export type IssuedToken =
  | ({ readonly kind: 'access_token' } & AccessToken)
  | ({ readonly kind: 'refresh_token'; readonly grantId: string } & IssuedRefreshToken);

/**
 * An authentic access or refresh token, expired or not; undefined for anything else, such as a code or an id token.
 * A hint is not needed: no token passes for both kinds, and one of another kind is told by its header.
 */
export async function findIssuedToken(token: string, service: TokenParts): Promise<IssuedToken | undefined> {
  const access = await findAccessToken(token, service);
  if (access) return { kind: 'access_token', ...access };
  const refresh = await findRefreshToken(token, service);
  return refresh && { kind: 'refresh_token', grantId: refresh.id, ...refresh };
}
