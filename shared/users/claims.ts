// The OpenID Connect claims about users, for id tokens, /userinfo and metadata.
import type { User } from './user.ts';

type ClaimOf = (user: User) => unknown;

/** By scope (OpenID Connect Core §5.4). A claim whose value is undefined is left out. */
const claimsByScope: Readonly<Record<string, Readonly<Record<string, ClaimOf>>>> = {
  profile: {
    name: ({ name }) => name,
    preferred_username: ({ login, username }) => login ?? username,
    updated_at: ({ updatedAt }) => updatedAt,
  },
  email: {
    email: ({ email }) => email,
    email_verified: ({ email, isEmailVerified }) => (email === undefined ? undefined : isEmailVerified),
  },
  groups: {
    groups: ({ groups = [] }) => groups,
  },
};

/** The scope that the operator's own claims about a user belong to. */
const staticClaimsScope = 'profile';

const idTokenClaimNames = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'nonce', 'at_hash', 'sid'];

/** `claims_supported` (OpenID Connect Discovery §3). */
export const supportedClaims: readonly string[] = [
  ...idTokenClaimNames,
  ...Object.values(claimsByScope).flatMap((claims) => Object.keys(claims)),
];

/** Undefined for a claim that no scope gives. */
export function scopeOfClaim(name: string): string | undefined {
  return Object.keys(claimsByScope).find((scope) => Object.hasOwn(claimsByScope[scope] ?? {}, name));
}

/**
 * Returns the claims of a userinfo response (OpenID Connect Core §5.3.2).
 * @param scope of the access token
 * @param names of claims to add, as §5.5 lets an app ask for them
 */
export function userClaims(
  user: User,
  scope: readonly string[],
  names: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  return Object.assign({ sub: user.subject }, ...bundlesOf(user, scope), ...namedClaims(user, names));
}

export function hasUserClaims(scope: readonly string[]): boolean {
  return scope.some((each) => Object.hasOwn(claimsByScope, each));
}

/** Limits the JSON of user claims: apps keep id tokens in cookies, which browsers limit to 4,096 bytes. */
const maxIdTokenClaimBytes = 2048;

/** Returns the user claims of an id token (§5.4). If the claims of a scope do not fit, the app finds them at /userinfo. */
export function idTokenUserClaims(
  user: User,
  scope: readonly string[],
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  return fitting([...namedClaims(user, names), ...bundlesOf(user, scope)], maxIdTokenClaimBytes);
}

function namedClaims(user: User, names: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return names.map((name) => {
    const claimOf = claimsByScope[scopeOfClaim(name) ?? '']?.[name];
    return { [name]: claimOf?.(user) };
  });
}

/** Limits the JSON of user claims in an access token: servers limit the headers of a request, often to 8,192 bytes. */
const maxAccessTokenClaimBytes = 4096;

/** Returns those of the names that the user has, each whole or not at all. */
export function accessTokenUserClaims(user: User, names: readonly string[]): Readonly<Record<string, unknown>> {
  const { claims = {} } = user;
  const own = names.filter((name) => Object.hasOwn(claims, name)).map((name) => ({ [name]: claims[name] }));
  return fitting([...namedClaims(user, names), ...own], maxAccessTokenClaimBytes);
}

/** The scope that shows a claim to the user, also one of the operator's own. */
export function consentScopeOf(name: string): string {
  return scopeOfClaim(name) ?? staticClaimsScope;
}

/** Claims that belong together, the most important first. */
function bundlesOf(user: User, scope: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const ofScopes = Object.keys(claimsByScope).filter((each) => scope.includes(each));
  return [
    ...ofScopes.map((each) => claimsOf(user, Object.entries(claimsByScope[each] ?? {}))),
    ...(scope.includes(staticClaimsScope) && user.claims ? [user.claims] : []),
  ];
}

function claimsOf(user: User, claims: readonly (readonly [string, ClaimOf])[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(claims.map(([name, claimOf]) => [name, claimOf(user)]));
}

/** The bundles for which there is room, each whole or not at all. */
function fitting(
  bundles: readonly Readonly<Record<string, unknown>>[],
  maxBytes: number,
): Readonly<Record<string, unknown>> {
  const included: Record<string, unknown> = {};
  for (const claims of bundles) {
    if (Buffer.byteLength(JSON.stringify({ ...included, ...claims })) <= maxBytes) Object.assign(included, claims);
  }
  return included;
}
