// Who may enter with the claims that a provider has signed, and as whom. Pure: the claims are verified before.
import { echo } from '../log/echo.ts';
import type { ExternalIdentity } from '../users/external-identity.ts';
import { type AdmissionRefusal, brokenRule, refuse, shown } from './admission-checks.ts';
import type { AdmissionRules } from './admission-rules.ts';
import { subjectText } from './claim-values.ts';
import { findClaim, type UpstreamClaims } from './claims-map.ts';
import { entraIssuer, expectedIssuer } from './entra-issuer.ts';
import { readGroups } from './upstream-groups.ts';
import { readProfile } from './upstream-profile.ts';

export type Admission =
  | {
      readonly identity: ExternalIdentity;
      /** Claims that were there and did not fit. */
      readonly leftOut: readonly string[];
    }
  | { readonly refusal: AdmissionRefusal };

/** @param claims of the ID token and userinfo, verified @param provider its id */
export function admit(claims: UpstreamClaims, rules: AdmissionRules, provider: string): Admission {
  const subject = readSubject(claims, rules);
  if (typeof subject !== 'string') return { refusal: subject };
  const { profile, leftOut } = readProfile(claims, rules);
  const groups = readGroups(claims, rules.claims_map ?? {});
  const refusal = brokenRule(claims, rules, { ...profile, subject, groups });
  if (refusal) return { refusal };
  const { kept } = groups;
  const identity = { provider, subject, ...profile, ...(kept && { groups: kept }) };
  return { identity, leftOut: groups.isComplete ? leftOut : [...leftOut, 'groups'] };
}

/** A `sub` is unique within an issuer, and an issuer of many tenants is many issuers, so the tenant is part of it. */
function readSubject(claims: UpstreamClaims, { issuer, subject_claim = 'sub' }: AdmissionRules) {
  const tid = findClaim(claims, 'tid');
  if (issuer !== undefined) {
    const expected = expectedIssuer(issuer, tid);
    const iss = findClaim(claims, 'iss');
    if (expected === undefined || iss !== expected) {
      return refuse('issuer', `The iss ${shown(iss)} is not the one of ${issuer}${tidText(tid)}.`);
    }
  }
  const subject = subjectText(findClaim(claims, subject_claim));
  if (subject === undefined) {
    return refuse(
      'subject',
      `The claim ${subject_claim} is missing, or is not a text of 1 to 255 characters or a whole number.`,
    );
  }
  const isQualified = issuer !== undefined && entraIssuer(issuer)?.isMultiTenant === true;
  return isQualified ? `${String(tid).toLowerCase()}/${subject}` : subject;
}

function tidText(tid: unknown): string {
  return typeof tid === 'string' ? ` with the tid ${echo(tid)}` : '';
}
