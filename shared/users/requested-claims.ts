// The claims that an app has asked for by name (OpenID Connect Core §5.5), as codes and refresh tokens carry them.
import { scopeOfClaim } from './claims.ts';

export interface RequestedClaims {
  readonly id_token?: readonly string[];
  readonly userinfo?: readonly string[];
}

/** Those of scopes that the client may have. @param scope of the record of the client */
export function allowedClaims(names: readonly string[], scope: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const needed = scopeOfClaim(name);
    return needed !== undefined && scope.includes(needed);
  });
}

/** Undefined if nothing is asked for. */
export function requestedClaims(idToken: readonly string[], userinfo: readonly string[]): RequestedClaims | undefined {
  if (idToken.length === 0 && userinfo.length === 0) return undefined;
  return { ...(idToken.length > 0 && { id_token: idToken }), ...(userinfo.length > 0 && { userinfo }) };
}
