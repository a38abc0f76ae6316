// Issuers of Microsoft Entra: one for each tenant, in two versions, and templates that stand for many tenants.

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** All personal Microsoft accounts are in this one. */
export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const many = ['common', 'organizations', '{tenantid}'];

/** The clouds of Microsoft; the hosts `sts.…` issue version 1. */
const form =
  /^(https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net|sts\.chinacloudapi\.cn)\/)([^/?#]+)(\/v2\.0|\/?)$/;

export interface EntraIssuer {
  /** A GUID or a domain, or `common`, `organizations`, `consumers` or `{tenantid}`. */
  readonly tenant: string;
  readonly isMultiTenant: boolean;
  readonly version: 1 | 2;
  /** The `iss` of the tokens of a tenant. */
  ofTenant(tenant: string): string;
}

/** Undefined for an issuer of others. */
export function entraIssuer(issuer: string): EntraIssuer | undefined {
  const [, host, named, end] = form.exec(issuer) ?? [];
  if (host === undefined || named === undefined || end === undefined) return undefined;
  const tenant = named === 'consumers' ? personalTenant : named;
  return {
    tenant,
    isMultiTenant: many.includes(tenant),
    version: end === '/v2.0' ? 2 : 1,
    ofTenant: (id) => `${host}${id}${end}`,
  };
}

export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && guid.test(value);
}

/**
 * The `iss` that the claims must have: with a template it depends on `tid`, which is verified with them.
 * Undefined if no `iss` would do.
 */
export function expectedIssuer(issuer: string, tid: unknown): string | undefined {
  const entra = entraIssuer(issuer);
  if (entra?.isMultiTenant !== true) return entra ? entra.ofTenant(entra.tenant) : issuer;
  if (!isTenantId(tid)) return undefined;
  const isPersonal = tid.toLowerCase() === personalTenant;
  return isPersonal && entra.tenant === 'organizations' ? undefined : entra.ofTenant(tid);
}
