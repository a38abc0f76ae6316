// What a provider says about itself (OpenID Connect Discovery §4), and whether this service can use it.

import { entraIssuer, isTenantId } from '../../shared/providers/entra-issuer.ts';
import type { Provider } from '../../shared/providers/provider-record.ts';
import { fetchDocument } from '../../shared/remote/fetch-document.ts';
import type { FetchParts } from '../../shared/remote/send-request.ts';

export interface ProviderMetadata {
  readonly url: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** @throws RemoteDocumentError */
export async function fetchMetadata(issuer: string, parts: FetchParts): Promise<ProviderMetadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { json: members } = await fetchDocument(url, parts);
  return { url, members };
}

/** The issuer to write into the record: of Entra the tenant's GUID in place of its domain. */
export function issuerOf(issuer: string, { members }: ProviderMetadata): string {
  const [written, found] = [entraIssuer(issuer), members.issuer];
  const isDomain = written !== undefined && !written.isMultiTenant && !isTenantId(written.tenant);
  const named = typeof found === 'string' ? entraIssuer(found) : undefined;
  return isDomain && named && isTenantId(named.tenant) && named.version === written.version ? String(found) : issuer;
}

/** What will fail, one sentence each. */
export function metadataProblems(
  { issuer, clientAuthentication }: Pick<Provider, 'issuer' | 'clientAuthentication'>,
  { url, members }: ProviderMetadata,
): readonly string[] {
  const endpoints = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'];
  const missing = endpoints.filter((name) => typeof members[name] !== 'string');
  const methods = textsOf(members.token_endpoint_auth_methods_supported);
  const needed = neededMethods[clientAuthentication];
  return [
    ...(isIssuer(issuer, members.issuer)
      ? []
      : [`${url} is the metadata of ${String(members.issuer).slice(0, 200)}: write the issuer exactly like that`]),
    ...missing.map((name) => `${url} has no ${name}`),
    ...lacking(members.response_types_supported, ['code']).map(
      (type) => `the provider does not support the response type ${type}`,
    ),
    ...(methods && !needed.some((method) => methods.includes(method))
      ? [`the provider does not let clients authenticate by ${needed.join(' or ')}, but by ${methods.join(', ')}`]
      : []),
  ];
}

const neededMethods: Readonly<Record<Provider['clientAuthentication'], readonly string[]>> = {
  client_secret: ['client_secret_basic', 'client_secret_post'],
  private_key_jwt: ['private_key_jwt'],
  federated: ['private_key_jwt'],
  managed_identity: ['private_key_jwt'],
  none: ['none'],
};

/** A template of Entra stands for itself and for its forms with a word in place of the tenant. */
function isIssuer(written: string, found: unknown): boolean {
  if (written === found) return true;
  const [one, other] = [entraIssuer(written), typeof found === 'string' ? entraIssuer(found) : undefined];
  if (!one || !other) return false;
  const isTemplate = one.isMultiTenant && other.tenant === '{tenantid}';
  return one.ofTenant('') === other.ofTenant('') && (isTemplate || one.tenant === other.tenant);
}

/** Those that a list, if there is one, does not have. */
function lacking(list: unknown, wanted: readonly string[]): readonly string[] {
  const texts = textsOf(list);
  return texts ? wanted.filter((each) => !texts.includes(each)) : [];
}

function textsOf(list: unknown): readonly string[] | undefined {
  return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : undefined;
}
