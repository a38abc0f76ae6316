// The rules about who may enter, in the order in which they are checked.
import { domainToASCII } from 'node:url';
import { echo } from '../log/echo.ts';
import type { AdmissionRules } from './admission-rules.ts';
import { findClaim, type UpstreamClaims } from './claims-map.ts';
import type { UpstreamGroups } from './upstream-groups.ts';

export type AdmissionReason =
  | 'issuer'
  | 'subject'
  | 'tenant'
  | 'claim'
  | 'email'
  | 'domain'
  | 'groups_left_out'
  | 'group'
  | 'not_listed';

export interface AdmissionRefusal {
  readonly reason: AdmissionReason;
  /** A sentence for the log and the operator; what the provider said is in it as an echo. */
  readonly problem: string;
}

interface Applicant {
  readonly subject: string;
  readonly email?: string;
  readonly isEmailVerified: boolean;
  readonly groups: UpstreamGroups;
}

/** The first rule that does not hold. */
export function brokenRule(
  claims: UpstreamClaims,
  rules: AdmissionRules,
  { subject, email, isEmailVerified, groups }: Applicant,
): AdmissionRefusal | undefined {
  const { allowed_tenants, required_claims = {}, allowed_domains, allowed_groups } = rules;
  const tid = findClaim(claims, 'tid');
  if (allowed_tenants && !allowed_tenants.some((tenant) => isSameText(tenant, tid))) {
    return refuse('tenant', `The tid ${shown(tid)} is not in allowed_tenants.`);
  }
  for (const [name, allowed] of Object.entries(required_claims)) {
    const value = findClaim(claims, name);
    if (!asList(value).some((each) => asList(allowed).includes(each))) {
      return refuse('claim', `The claim ${name} ${shown(value)} has no value that required_claims allows.`);
    }
  }
  const verified = isEmailVerified ? email : undefined;
  if (allowed_domains) {
    if (verified === undefined)
      return refuse('email', 'allowed_domains needs an email that the provider says it has verified.');
    const { domain } = partsOf(verified);
    if (!allowed_domains.some((each) => domainToASCII(each) === domain)) {
      return refuse('domain', `The domain ${shown(domain)} of the email is not in allowed_domains.`);
    }
  }
  if (allowed_groups && !allowed_groups.some((group) => groups.all.includes(group))) {
    return groups.isOverage
      ? refuse('groups_left_out', 'The provider left the groups out, since there are too many for a token.')
      : refuse('group', 'None of the groups is in allowed_groups.');
  }
  return isListed({ subject, email: verified }, rules)
    ? undefined
    : refuse('not_listed', 'The user is neither in allowed_subjects nor in allowed_emails.');
}

function isListed(
  { subject, email }: { readonly subject: string; readonly email: string | undefined },
  { allowed_subjects, allowed_emails }: AdmissionRules,
): boolean {
  if (!allowed_subjects && !allowed_emails) return true;
  const isNamed = (allowed_subjects ?? []).includes(subject);
  return isNamed || (email !== undefined && (allowed_emails ?? []).some((each) => isSameAddress(each, email)));
}

/** Stricter than for hints: only A to Z have no case, since a mail server may tell other letters apart. */
function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  return a.local === b.local && a.domain === b.domain;
}

function partsOf(email: string): { readonly local: string; readonly domain: string } {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const local = email.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  // What is no domain gives an empty text, which would equal another.
  return { local, domain: domainToASCII(domain) || domain };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isSameText(one: string, other: unknown): boolean {
  return typeof other === 'string' && one.toLowerCase() === other.toLowerCase();
}

export function refuse(reason: AdmissionReason, problem: string): AdmissionRefusal {
  return { reason, problem };
}

/** A value of the provider in a sentence. */
export function shown(value: unknown): string {
  if (value === undefined) return '(missing)';
  return typeof value === 'string' ? echo(value) : `(${Array.isArray(value) ? 'a list' : typeof value})`;
}
