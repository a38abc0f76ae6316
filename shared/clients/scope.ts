// Selects the scopes that a request gets (RFC 6749 §3.3). Pure rules.

import { OAuthError } from '../errors/oauth-error.ts';
import { echo, shortened } from '../log/echo.ts';
import type { Client, Resource } from './client.ts';
import { mayRefresh } from './grant-types.ts';

/** Scopes that OpenID Connect libraries add by themselves. If a client may not have them, they are left out without an error. */
export const protocolScopes: readonly string[] = ['openid', 'profile', 'email', 'groups', 'offline_access'];

/** Scopes of OpenID Connect Core §5.4 without claims on this server. */
const claimScopes: readonly string[] = ['address', 'phone'];

export function splitScope(scope: string): readonly string[] {
  return scope.includes(' ') ? [...new Set(scope.split(' '))] : [scope];
}

/** Scopes of the resource that the client may get; none of them speaks of a user. */
export function resourceScope(client: Client, resource: Resource): readonly string[] {
  return resource.scope ?? client.scope.filter((scope) => !protocolScopes.includes(scope));
}

/** Scopes that the client may get for a user's grant at the resource. `offline_access` means a refresh token. */
export function availableScope(client: Client, resource: Resource): readonly string[] {
  const protocol = client.scope.filter((scope) => protocolScopes.includes(scope) && scope !== 'offline_access');
  return [...resourceScope(client, resource), ...protocol, ...(mayRefresh(client) ? ['offline_access'] : [])];
}

/** Left out without an error. With `openid`, also claim scopes that the record does not name (OpenID Connect Core §3.1.2.1). */
function ignoredScopes(wanted: readonly string[], client: Client): readonly string[] {
  if (!wanted.includes('openid')) return protocolScopes;
  const known = [client, ...client.resources].flatMap(({ scope }) => scope ?? []);
  return [...protocolScopes, ...claimScopes.filter((scope) => !known.includes(scope))];
}

/** For a request without scope: the client's default scope, or else only the scopes of the requested resources, `targets`. */
export function defaultScope(
  client: Client,
  requested: readonly string[],
  targets: readonly Resource[],
): readonly string[] {
  if (client.defaultScope.length > 0 || requested.length === 0) return client.defaultScope;
  return [...new Set(targets.flatMap(({ scope }) => scope ?? []))];
}

function refusedScopes(wanted: readonly string[], available: readonly string[], client: Client): readonly string[] {
  const ignored = ignoredScopes(wanted, client);
  return wanted.filter((scope) => !available.includes(scope) && !ignored.includes(scope));
}

/** Those requested, or else the fallback; never empty. @throws OAuthError InvalidScope if one is not allowed, or none remains */
export function grantScope(
  requested: string | undefined,
  available: readonly string[],
  fallback: readonly string[],
  client: Client,
): readonly string[] {
  const wanted = requested === undefined ? [] : splitScope(requested);
  const granted = wanted.filter((scope) => available.includes(scope));
  const refused = granted.length < wanted.length ? refusedScopes(wanted, available, client) : [];
  if (refused.length > 0) {
    throw new OAuthError(
      'InvalidScope',
      `The scope ${echo(refused.join(' '))} is not allowed for this client. ${mayAskFor(available)}`,
    );
  }
  const scope = granted.length > 0 ? granted : fallback.filter((each) => available.includes(each));
  if (scope.length === 0) {
    throw new OAuthError(
      'InvalidScope',
      `The request names no scope that is allowed for this client, and the client has no default_scope for this resource. ${mayAskFor(available)}`,
    );
  }
  return scope;
}

function mayAskFor(available: readonly string[]): string {
  return available.length > 0
    ? `Allowed: ${shortened(available.join(' '))}.`
    : 'No scope is allowed for this resource. To use another resource, send the parameter resource.';
}
