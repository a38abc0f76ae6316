// Reads access tokens that this server issued (RFC 9068 §2.2), for /revoke, /introspect and /userinfo.
import { type Clock, seconds } from '../base/clock.ts';
import { addedClaimsOf, type StaticClaims } from '../base/static-claims.ts';
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
  /** The tokens that it was exchanged from, the nearest first. It ends with each of them. */
  readonly ancestors: readonly Ancestor[];
  readonly addedClaims: AddedClaims;
  /** Of the records of client and user. */
  readonly recordClaims: StaticClaims;
  /** Names of claims that /userinfo adds to those of the scope (OpenID Connect Core §5.5). */
  readonly userinfoClaims: readonly string[];
}

/** A token that another one was exchanged for, with what decides whether it is revoked. */
export interface Ancestor {
  readonly jti: string;
  readonly clientId: string;
  readonly subject: string;
  /** Seconds since the epoch: barriers raised at this moment or later end it. */
  readonly since: number;
}

interface AddedClaims {
  /** RFC 8693 §4.1: who acts for the subject. */
  readonly act?: Actor;
  /** The issuer that `sub` is a subject of, where it is another one. */
  readonly idp?: string;
  /** RFC 9449 §6.1: the JWK thumbprint of the key that the token is bound to. */
  readonly cnf?: { readonly jkt: string };
}

export interface Actor {
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
    ancestors: (signed.exchanged_from ?? []).map(({ jti, client_id, sub, since }) => ({
      jti,
      clientId: client_id,
      subject: sub,
      since,
    })),
    recordClaims: addedClaimsOf(claims),
    userinfoClaims: signed.userinfo_claims ?? [],
    addedClaims: {
      ...(signed.act && { act: signed.act }),
      ...(signed.idp !== undefined && { idp: signed.idp }),
      ...(signed.cnf && { cnf: signed.cnf }),
    },
  };
}

/** The token itself as an ancestor of what it is exchanged for. */
export function ancestorOf({ jti, grantId, clientId, subject, issuedAt, authTime }: AccessToken): Ancestor {
  // A token without a grant ends by what was raised since it was issued, whenever the user signed in.
  return { jti, clientId, subject, since: grantId === undefined ? issuedAt : (authTime ?? issuedAt) };
}

export function exchangedFrom(ancestors: readonly Ancestor[]): NonNullable<IssuedClaims['exchanged_from']> {
  return ancestors.map(({ jti, clientId, subject, since }) => ({ jti, client_id: clientId, sub: subject, since }));
}

/** A `jti` is `<grant id>.<random>`, or `<random>` when there is no grant. */
export function grantIdOf(jti: string): string | undefined {
  const [id, random] = jti.split('.');
  return random === undefined ? undefined : id;
}

/** The claims that a grant can add to an access token. */
export interface IssuedClaims extends AddedClaims {
  readonly exchanged_from?: readonly {
    readonly jti: string;
    readonly client_id: string;
    readonly sub: string;
    readonly since: number;
  }[];
  readonly auth_time?: number;
}

interface SignedClaims extends IssuedClaims {
  readonly jti: string;
  readonly client_id: string;
  readonly sub: string;
  readonly scope: string;
  readonly aud: string | readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly userinfo_claims?: readonly string[];
}
