// The scope and the resources of an authorization request (RFC 6749 §3.3, RFC 8707 §2.1).
import { accessOf } from '../shared/clients/access.ts';
import type { Client } from '../shared/clients/client.ts';
import { agreeResources, userResources } from '../shared/clients/resource.ts';
import { availableScope, defaultScope, grantScope } from '../shared/clients/scope.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';

/**
 * The request may name several resources; each token request then picks one of them.
 * @throws OAuthError InvalidResource, InvalidScope
 */
export function requestedAccess(
  { scope, resource = [] }: AuthorizationParameters,
  client: Client,
  { settings: { issuer } }: Pick<Service, 'settings'>,
  report: Report,
): Pick<AuthorizationRequest, 'scope' | 'resources' | 'access'> {
  report.step('resource');
  const resources = agreeResources(resource, client, issuer);
  report.step('scope');
  const targets = userResources(client, issuer).filter(({ uri }) => resources.includes(uri));
  const available = [...new Set(targets.flatMap((target) => availableScope(client, target)))];
  const fallback = defaultScope(client, resource, targets);
  const agreed = { scope: grantScope(scope, available, fallback, client), resources };
  return { ...agreed, access: accessOf(client, agreed, issuer) };
}
