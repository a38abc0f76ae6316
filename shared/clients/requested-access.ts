// The scope and the resources of a request that begins a user's grant (RFC 6749 §3.3, RFC 8707 §2.1).
import type { Report } from '../log/reporting.ts';
import { type Access, accessOf } from './access.ts';
import type { Client } from './client.ts';
import { agreeResources, userResources } from './resource.ts';
import { availableScope, defaultScope, grantScope } from './scope.ts';

export interface RequestedAccess {
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Scope and resources combined: the scopes per resource. */
  readonly access: readonly Access[];
}

interface AccessParameters {
  readonly scope?: string | undefined;
  readonly resource?: readonly string[] | undefined;
}

/**
 * The request may name several resources; each token request then picks one of them.
 * @throws OAuthError InvalidResource, InvalidScope
 */
export function requestedAccess(
  { scope, resource = [] }: AccessParameters,
  client: Client,
  { settings: { issuer } }: { readonly settings: { readonly issuer: string } },
  report: Pick<Report, 'step'>,
): RequestedAccess {
  report.step('resource');
  const resources = agreeResources(resource, client, issuer);
  report.step('scope');
  const targets = userResources(client, issuer).filter(({ uri }) => resources.includes(uri));
  const available = [...new Set(targets.flatMap((target) => availableScope(client, target)))];
  const fallback = defaultScope(client, resource, targets);
  const agreed = { scope: grantScope(scope, available, fallback, client), resources };
  return { ...agreed, access: accessOf(client, agreed, issuer) };
}
