// What is good for well-known providers, where the operator does not say otherwise.
import { entraIssuer, isTenantId } from '../../shared/providers/entra-issuer.ts';

type Members = Readonly<Record<string, unknown>>;

export interface Preset {
  /** What the provider is called in sentences. */
  readonly name: string;
  readonly members: Members;
  /** One sentence for each member. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** @param issuer of the record, as its metadata has it */
export function presetFor(id: string, { issuer, type }: Members): Preset | undefined {
  if (type === 'github' || (id === 'github' && issuer === undefined && type === undefined)) return gitHub;
  if (typeof issuer !== 'string') return undefined;
  if (issuer === 'https://accounts.google.com') return google;
  const entra = entraIssuer(issuer);
  return entra && entraPreset(entra.isMultiTenant, entra.tenant);
}

const gitHub: Preset = {
  name: 'GitHub',
  members: { type: 'github', label: 'GitHub' },
  reasons: { type: 'GitHub has no OpenID Connect; the subject is the number of the account' },
};

const google: Preset = { name: 'Google', members: { label: 'Google' }, reasons: {} };

function entraPreset(isMultiTenant: boolean, tenant: string): Preset {
  const isKnown = !isMultiTenant && isTenantId(tenant);
  return {
    name: 'Microsoft Entra ID',
    members: { subject_claim: 'oid', label: 'Microsoft', ...(isKnown && { allowed_tenants: [tenant.toLowerCase()] }) },
    reasons: {
      subject_claim: 'the id of the user in the tenant: sub is another one for each app registration',
      allowed_tenants: 'the tenant of the issuer',
    },
  };
}
