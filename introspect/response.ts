// The introspection response for an active token (RFC 7662 §2.2). Unknown members are left out.
import type { IssuedToken } from '../shared/tokens/issued-token.ts';

export function activeResponse(token: IssuedToken, issuer: string): Readonly<Record<string, unknown>> {
  const { kind, scope, clientId, subject, issuedAt, expiresAt, authTime } = token;
  return {
    ...(kind === 'access_token' && token.recordClaims),
    active: true,
    iss: issuer,
    sub: subject,
    client_id: clientId,
    scope: [scope].flat().join(' '),
    iat: issuedAt,
    exp: expiresAt,
    auth_time: authTime,
    // A refresh token has no token type (RFC 6749 §7.1), and its audience is this server, not the resources of its grant.
    ...(kind === 'access_token' && {
      ...token.addedClaims,
      aud: audienceOf(token.audience),
      jti: token.jti,
      token_type: token.addedClaims.cnf ? 'DPoP' : 'Bearer',
    }),
  };
}

/** RFC 7519 §4.1.3: a single audience is a string, as in the token. */
function audienceOf(audience: readonly string[]): string | readonly string[] {
  const [first, second] = audience;
  return first !== undefined && second === undefined ? first : audience;
}
