// Reads a token of either kind, since /revoke and /introspect accept both (RFC 7009 §2.1, RFC 7662 §2.1).
import { type AccessToken, findAccessToken, type TokenParts } from './access-token.ts';
import { findRefreshToken, type IssuedRefreshToken } from './refresh-token.ts';

export type IssuedToken =
  | ({ readonly kind: 'access_token' } & AccessToken)
  | ({ readonly kind: 'refresh_token'; readonly grantId: string } & IssuedRefreshToken);

/** Reads expired tokens too. Needs no `token_type_hint`: the JWT header names the kind. Undefined for codes and id tokens. */
export async function findIssuedToken(token: string, service: TokenParts): Promise<IssuedToken | undefined> {
  const access = await findAccessToken(token, service);
  if (access) return { kind: 'access_token', ...access };
  const refresh = await findRefreshToken(token, service);
  return refresh && { kind: 'refresh_token', grantId: refresh.id, ...refresh };
}
