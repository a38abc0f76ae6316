// The claims of OpenID Connect, as data: id tokens, /userinfo and metadata go by these lists.
import type { User } from './user.ts';

type ClaimOf = (user: User) => string | number | boolean | undefined;

/** What a scope tells of a user at /userinfo (OpenID Connect Core §5.4). A claim without a value is left out. */
const claimsByScope: Readonly<Record<string, Readonly<Record<string, ClaimOf>>>> = {
  profile: {
    name: ({ name }) => name,
    preferred_username: ({ username }) => username,
    updated_at: ({ updatedAt }) => updatedAt,
  },
  email: {
    email: ({ email }) => email,
    // Of an address, and so of none without one.
    email_verified: ({ email, isEmailVerified }) => (email === undefined ? undefined : isEmailVerified),
  },
};

/** Of id tokens (§2, §3.1.3.6). */
const idTokenClaimNames = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'at_hash'] as const;

/** OpenID Discovery §3: claims_supported. */
export const supportedClaims: readonly string[] = [
  ...idTokenClaimNames,
  ...Object.values(claimsByScope).flatMap((claims) => Object.keys(claims)),
];

/** Members of a claims response (§5.3.2). @param scope of the access token */
export function userClaims(user: User, scope: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.assign({ sub: user.subject }, ...scope.map((each) => claimsOf(user, each)));
}

export function hasUserClaims(scope: readonly string[]): boolean {
  return scope.some((each) => Object.hasOwn(claimsByScope, each));
}

/** Bytes of JSON. Apps keep id tokens in cookies, of which a browser takes 4,096 bytes each. */
const maxIdTokenClaimBytes = 2048;

/** The same for an id token (§5.4): a scope whose claims have no room any more is left to /userinfo. */
export function idTokenUserClaims(user: User, scope: readonly string[]): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  for (const each of scope) {
    const claims = claimsOf(user, each);
    if (Buffer.byteLength(JSON.stringify({ ...told, ...claims })) <= maxIdTokenClaimBytes) Object.assign(told, claims);
  }
  return told;
}

function claimsOf(user: User, scope: string): Readonly<Record<string, unknown>> {
  const claims = Object.hasOwn(claimsByScope, scope) ? Object.entries(claimsByScope[scope] ?? {}) : [];
  return Object.fromEntries(claims.map(([name, claimOf]) => [name, claimOf(user)]));
}
