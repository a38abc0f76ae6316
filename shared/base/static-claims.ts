// Claims of the operator's own, in the records of clients and users: which names they may have, and how long they may be.

/** What tokens, their introspection and the answer of /userinfo say by themselves. Readers rely on these. */
const tokenClaims: readonly string[] = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'auth_time', 'nonce', 'acr', 'amr', 'azp', 'sid', 'events'],
  ...['at_hash', 'c_hash', 's_hash', 'cnf', 'act', 'may_act', 'idp', 'exchanged_from', 'client_id', 'scope', 'typ'],
  ...['active', 'token_type', 'username', 'userinfo_claims', 'authorization_details', '_claim_names', '_claim_sources'],
  '__proto__',
];

/** What the record of a user says in members of their own. */
const profileClaims: readonly string[] = [
  ...['name', 'preferred_username', 'updated_at', 'email', 'email_verified', 'groups'],
];

export type StaticClaims = Readonly<Record<string, unknown>>;

/** Whether an access token may have it beside what it says by itself. */
export function isAddableClaim(name: string): boolean {
  return !tokenClaims.includes(name);
}

/** As JSON. */
const maxClaimsBytes = 2000;

/** Problems of `claims` in a record, each with what to do. */
export function staticClaimProblems(claims: StaticClaims): readonly string[] {
  const size = Buffer.byteLength(JSON.stringify(claims));
  return [
    ...Object.keys(claims).flatMap((name) => {
      if (tokenClaims.includes(name))
        return [`claims must not contain ${name}, which this server sets itself; leave it out`];
      return profileClaims.includes(name)
        ? [`claims must not contain ${name}, which comes from the record of each user; leave it out`]
        : [];
    }),
    ...(size > maxClaimsBytes
      ? [`claims has ${size} bytes as JSON; the limit is ${maxClaimsBytes}, since every token has them. Shorten it`]
      : []),
  ];
}

/** What is left of the claims of a token without those that it says by itself. */
export function addedClaimsOf(claims: StaticClaims): StaticClaims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => isAddableClaim(name)));
}
