// Reads access tokens that this server issued (RFC 9068 §2.2), for /revoke, /introspect and /userinfo.
import { type Clock, seconds } from '../base/clock.ts';
import { openAccessToken } from '../keys/jwt.ts';
import type { Keys } from '../keys/keys.ts';

export interface AccessToken {
  readonly jti: string;
  /** Undefined when the client acts for itself: such a token belongs to no grant. */
  readonly grantId: string | undefined;
  readonly clientId: string;
  readonly subject: string;
  readonly scope: string;
  /** Never empty. */
  readonly audience: readonly string[];
  /** Seconds since the epoch; likewise expiresAt and authTime. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly authTime: number | undefined;
  readonly addedClaims: AddedClaims;
}

export interface AddedClaims {
  /** RFC 8693 §4.1: who acts for the subject. */
  readonly act?: Actor;
  /** RFC 7800 §3.1: the key that the token is bound to, by JWK thumbprint or certificate hash. */
  readonly cnf?: { readonly jkt: string } | { readonly 'x5t#S256': string };
}

interface Actor {
  readonly sub: string;
  readonly act?: Actor;
}

export interface TokenParts {
  readonly settings: { readonly issuer: string };
  readonly clock: Clock;
  readonly keys: Keys;
}

/** Reads an authentic access token, expired or not; undefined for anything else. */
export async function findAccessToken(
  token: string,
  { settings, clock, keys }: TokenParts,
): Promise<AccessToken | undefined> {
  const claims = await openAccessToken(token, settings.issuer, seconds(clock), await keys.current());
  if (!claims) return undefined;
  // The signature is verified, so token/claims.ts wrote these claims.
  const signed = claims as unknown as SignedClaims;
  return {
    jti: signed.jti,
    grantId: grantIdOf(signed.jti),
    clientId: signed.client_id,
    subject: signed.sub,
    scope: signed.scope,
    audience: [signed.aud].flat(),
    issuedAt: signed.iat,
    expiresAt: signed.exp,
    authTime: signed.auth_time,
    addedClaims: { ...(signed.act && { act: signed.act }), ...(signed.cnf && { cnf: signed.cnf }) },
  };
}

/** A `jti` is `<grant id>.<random>`, or `<random>` when there is no grant. */
function grantIdOf(jti: string): string | undefined {
  const [id, random] = jti.split('.');
  return random === undefined ? undefined : id;
}

interface SignedClaims extends AddedClaims {
  readonly jti: string;
  readonly client_id: string;
  readonly sub: string;
  readonly scope: string;
  readonly aud: string | readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly auth_time?: number;
}
