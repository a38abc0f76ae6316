// Validates provider records from every source against one schema, and applies defaults.
import { domainToASCII } from 'node:url';
import { problemsOf } from '../validation/check.ts';
import type { AdmissionRules } from './admission-rules.ts';
import { claimsMapProblems } from './claims-map.ts';
import * as providerSchema from './provider.schema.json';
import type { Provider, ProviderRecord } from './provider-record.ts';

const gitHub = 'https://github.com';

const defaultScopes = { openid: 'openid profile email', github: 'read:user user:email' } as const;

/** @returns every problem, in texts that do not contain values of the record */
export function readProvider(value: unknown): Provider | { readonly problems: readonly string[] } {
  const problems = problemsOf(providerSchema, value);
  if (problems.length > 0) return { problems };
  const record = value as ProviderRecord;
  const contradictions = contradictionsOf(record);
  return contradictions.length > 0 ? { problems: contradictions } : fromRecord(record);
}

function fromRecord(record: ProviderRecord): Provider {
  const { id, type = 'openid', issuer = gitHub } = record;
  const { 'label#en': en, 'label#lv': lv, 'label#nb': nb } = record;
  return {
    id,
    type,
    issuer,
    clientId: record.client_id,
    clientAuthentication: record.client_authentication ?? 'client_secret',
    clientSecret: record.client_secret,
    scope: record.scope ?? defaultScopes[type],
    usesUserinfo: record.userinfo ?? true,
    parameters: record.authorization_parameters ?? {},
    rules: rulesOf(record),
    label: record.label ?? id,
    labels: { ...(en && { en }), ...(lv && { lv }), ...(nb && { nb }) },
    logoUri: record.logo_uri,
    order: record.order ?? 0,
    loginDomains: (record.login_domains ?? []).map((domain) => domainToASCII(domain)).filter(Boolean),
    offersLogout: record.logout ?? true,
  };
}

/** GitHub has no ID tokens, so no claims name its issuer. */
function rulesOf({ type = 'openid', ...record }: ProviderRecord): AdmissionRules {
  const { issuer, subject_claim, claims_map, required_claims } = record;
  const { allowed_tenants, allowed_domains, allowed_groups, allowed_subjects, allowed_emails } = record;
  return {
    ...(issuer !== undefined && type === 'openid' && { issuer }),
    ...(subject_claim !== undefined && { subject_claim }),
    ...(claims_map && { claims_map }),
    ...(allowed_tenants && { allowed_tenants }),
    ...(allowed_domains && { allowed_domains }),
    ...(allowed_groups && { allowed_groups }),
    ...(allowed_subjects && { allowed_subjects }),
    ...(allowed_emails && { allowed_emails }),
    ...(required_claims && { required_claims }),
  };
}

function contradictionsOf(record: ProviderRecord): readonly string[] {
  const { type = 'openid', issuer, client_authentication: method = 'client_secret', client_secret: secret } = record;
  const scope = (record.scope ?? defaultScopes[type]).split(' ');
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [type === 'openid' && issuer === undefined, 'issuer is missing'],
    [method === 'client_secret' && secret === undefined, 'client_authentication client_secret requires client_secret'],
    [
      method !== 'client_secret' && secret !== undefined,
      `client_authentication ${method} must not be combined with client_secret`,
    ],
    [type === 'github' && method !== 'client_secret', 'type github requires client_authentication client_secret'],
    [
      type === 'github' && record.allowed_tenants !== undefined,
      'type github must not be combined with allowed_tenants',
    ],
    [type === 'openid' && !scope.includes('openid'), 'scope must contain openid'],
    [type === 'github' && (issuer?.endsWith('/') ?? false), 'issuer must not end with / for the type github'],
  ];
  return [
    ...rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem),
    ...claimsMapProblems(record.claims_map ?? {}).map((problem) => `claims_map: ${problem}`),
  ];
}
