import { areGroupsKept, groupTexts } from './claim-values.ts';
import { type ClaimsMap, findClaim, sourceOf, type UpstreamClaims } from './claims-map.ts';

export interface UpstreamGroups {
  /** What a rule is compared with; empty if the provider left them out. */
  readonly all: readonly string[];
  /** For the record of the user: empty if they are unknown or do not fit; undefined if the map takes none. */
  readonly kept: readonly string[] | undefined;
  /** Whether the provider says that there are groups which it did not send. */
  readonly isOverage: boolean;
  readonly isComplete: boolean;
}

/** A provider that sends no groups says that there are none: a group that somebody has left must not stay. */
export function readGroups(claims: UpstreamClaims, map: ClaimsMap): UpstreamGroups {
  const source = sourceOf('groups', map);
  if (source === undefined) return { all: [], kept: undefined, isOverage: false, isComplete: true };
  const value = findClaim(claims, source);
  if (isLeftOut(claims, source)) return { all: [], kept: [], isOverage: true, isComplete: false };
  const all = value === undefined ? [] : groupTexts(value);
  const areKept = areGroupsKept(all);
  const isComplete = areKept && (value === undefined || all.length > 0 || isEmptyList(value));
  return { all, kept: areKept ? all : [], isOverage: false, isComplete };
}

/** Entra, with more than 200 groups: distributed claims (OpenID Connect Core §5.6.2), or `hasgroups`. */
function isLeftOut(claims: UpstreamClaims, source: string): boolean {
  const names = findClaim(claims, '_claim_names');
  const isDistributed = typeof names === 'object' && names !== null && Object.hasOwn(names, source);
  const hasGroups = findClaim(claims, 'hasgroups');
  return isDistributed || (source === 'groups' && (hasGroups === true || hasGroups === 'true'));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
