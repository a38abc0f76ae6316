// Which claim of a provider is read for which claim here. The claims are verified, but their values are the provider's.

import { staticClaimProblems } from '../base/static-claims.ts';

export type UpstreamClaims = Readonly<Record<string, unknown>>;

/**
 * From the name here to the name at the provider, or a JSON Pointer (RFC 6901) into its claims. `null` takes nothing.
 * Claims that are read without it: `name`, `preferred_username`, `email`, `email_verified` and `groups`.
 */
export type ClaimsMap = Readonly<Record<string, string | null>>;

/** Have a meaning here, and a place in the record of the user. */
const standardClaims = ['name', 'preferred_username', 'email', 'email_verified', 'groups'] as const;

export type StandardClaim = (typeof standardClaims)[number];

/** The name at the provider, or undefined if the map takes nothing. */
export function sourceOf(name: StandardClaim, map: ClaimsMap): string | undefined {
  const source = Object.hasOwn(map, name) ? map[name] : name;
  return source ?? undefined;
}

/** The names here of claims that only the map takes, in its order. */
export function furtherClaims(map: ClaimsMap): readonly (readonly [name: string, source: string])[] {
  return Object.entries(map).flatMap(([name, source]) =>
    source === null || standardClaims.some((standard) => standard === name) ? [] : [[name, source] as const],
  );
}

/** Reads own members only, so that no name finds what every object has. @param source a name, or a JSON Pointer */
export function findClaim(claims: UpstreamClaims, source: string | undefined): unknown {
  if (source === undefined) return undefined;
  if (!source.startsWith('/')) return memberOf(claims, source);
  const names = source
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>(memberOf, claims);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // The line before has found it.
  return (value as UpstreamClaims)[name];
}

/** Problems of a map in a record. */
export function claimsMapProblems(map: ClaimsMap): readonly string[] {
  return Object.entries(map).flatMap(([name, source]) => {
    if (standardClaims.some((standard) => standard === name)) return [];
    const isUseless = source === null ? [`${name} takes nothing, and would not be taken without it`] : [];
    const isReserved = staticClaimProblems(Object.fromEntries([[name, '']])).length > 0;
    return isReserved ? [`${name} is a claim of this server, and cannot be taken from a provider`] : isUseless;
  });
}
