import { staticClaimProblems } from '../base/static-claims.ts';
import type { ExternalIdentity } from '../users/external-identity.ts';
import type { AdmissionRules } from './admission-rules.ts';
import { acrText, amrTexts, emailText, furtherClaim, loginText, nameText } from './claim-values.ts';
import { type ClaimsMap, findClaim, furtherClaims, sourceOf, type UpstreamClaims } from './claims-map.ts';
import { entraIssuer } from './entra-issuer.ts';

type Profile = Omit<ExternalIdentity, 'provider' | 'subject' | 'groups'>;

/** What the provider says about the user, as far as it fits. */
export function readProfile(
  claims: UpstreamClaims,
  { issuer, claims_map: map = {} }: AdmissionRules,
): { readonly profile: Profile; readonly leftOut: readonly string[] } {
  const isEntra = issuer !== undefined && entraIssuer(issuer) !== undefined;
  const leftOut: string[] = [];
  function take<Value>(name: string, value: unknown, read: (value: unknown) => Value | undefined): Value | undefined {
    if (value === undefined || value === null) return undefined;
    const taken = read(value);
    if (taken === undefined) leftOut.push(name);
    return taken;
  }
  const login = take('preferred_username', loginOf(claims, map, isEntra), loginText);
  const name = take('name', findClaim(claims, sourceOf('name', map)), nameText);
  const email = take('email', findClaim(claims, sourceOf('email', map)), emailText);
  const acr = take('acr', findClaim(claims, 'acr'), acrText);
  const amr = take('amr', findClaim(claims, 'amr'), amrTexts);
  const further: Record<string, unknown> = {};
  for (const [claim, source] of furtherClaims(map)) {
    // All together are limited too: a record that is full takes no more.
    const fitting = (value: unknown) => {
      const read = furtherClaim(value);
      return staticClaimProblems({ ...further, [claim]: read }).length > 0 ? undefined : read;
    };
    const value = take(claim, findClaim(claims, source), fitting);
    if (value !== undefined) further[claim] = value;
  }
  return {
    profile: {
      ...(login !== undefined && { login }),
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      isEmailVerified: email !== undefined && isVerified(claims, map, isEntra),
      // None are told too: what the provider no longer says must not stay.
      ...(furtherClaims(map).length > 0 && { claims: further }),
      ...(acr !== undefined && { acr }),
      ...(amr !== undefined && { amr }),
    },
    leftOut,
  };
}

/** Version 1 of Entra has no `preferred_username`. */
function loginOf(claims: UpstreamClaims, map: ClaimsMap, isEntra: boolean): unknown {
  const login = findClaim(claims, sourceOf('preferred_username', map));
  if (login !== undefined || !isEntra || Object.hasOwn(map, 'preferred_username')) return login;
  return findClaim(claims, 'upn') ?? findClaim(claims, 'unique_name');
}

/** What a provider says of its claim `email` says nothing about a claim that the map reads in its place. */
function isVerified(claims: UpstreamClaims, map: ClaimsMap, isEntra: boolean): boolean {
  if (Object.hasOwn(map, 'email_verified')) return isYes(findClaim(claims, sourceOf('email_verified', map)));
  if (sourceOf('email', map) !== 'email') return false;
  const stated = findClaim(claims, 'email_verified');
  if (stated !== undefined || !isEntra) return isYes(stated);
  // Entra has this claim in place of email_verified, as true or 1.
  const edov = findClaim(claims, 'xms_edov');
  return isYes(edov) || edov === 1 || edov === '1';
}

/** Some providers send it as a text. */
function isYes(value: unknown): boolean {
  return value === true || value === 'true';
}
