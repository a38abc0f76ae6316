import type { ClaimsMap } from './claims-map.ts';

type ClaimValue = string | number | boolean;

/** The members of a provider's record that say what its claims mean, and who may enter. Every rule that is there must hold. */
export interface AdmissionRules {
  /** Undefined for a provider without ID tokens. */
  readonly issuer?: string;
  /** The claim that is unique and never reused; `sub` if absent. */
  readonly subject_claim?: string;
  readonly claims_map?: ClaimsMap;
  /** Values of `tid` (Entra). */
  readonly allowed_tenants?: readonly string[];
  /** Domains of verified e-mail addresses; a subdomain is another domain. */
  readonly allowed_domains?: readonly string[];
  /** One of them is enough. */
  readonly allowed_groups?: readonly string[];
  /** With `allowed_emails` the list of who may enter: being on one of the two is enough. */
  readonly allowed_subjects?: readonly string[];
  /** Verified e-mail addresses. */
  readonly allowed_emails?: readonly string[];
  /** Claims that the provider must send, with one of these values. */
  readonly required_claims?: Readonly<Record<string, ClaimValue | readonly ClaimValue[]>>;
}
