// Which scopes a request gets (RFC 6749 §3.3). Pure rules.

import { OAuthError } from '../errors/oauth-error.ts';
import { echo, shortened } from '../log/echo.ts';
import type { Client, Resource } from './client.ts';
import { mayRefresh } from './grant-types.ts';

/** Scopes of OpenID Connect that libraries add on their own. What a client may not have of them is left out and no error. */
export const protocolScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** Those of OpenID Connect Core §5.4 that this server has no claims for, and `groups`, which libraries ask for beside them. */
const claimScopes: readonly string[] = ['address', 'phone', 'groups'];

export function splitScope(scope: string): readonly string[] {
  return [...new Set(scope.split(' '))];
}

/** What the client may have today in a token for the resource. `offline_access` stands for the refresh token. */
export function availableScope(client: Client, resource: Resource): readonly string[] {
  const own = resource.scope ?? client.scope.filter((scope) => !protocolScopes.includes(scope));
  const protocol = client.scope.filter((scope) => protocolScopes.includes(scope) && scope !== 'offline_access');
  return [...own, ...protocol, ...(mayRefresh(client) ? ['offline_access'] : [])];
}

/**
 * Scopes that are left out and no error where the client does not have them. Beside `openid`, those of OpenID Connect count
 * that its record does not know (OpenID Connect Core §3.1.2.1).
 */
function ignoredScopes(wanted: readonly string[], client: Client): readonly string[] {
  if (!wanted.includes('openid')) return protocolScopes;
  const known = [client, ...client.resources].flatMap(({ scope }) => scope ?? []);
  return [...protocolScopes, ...claimScopes.filter((scope) => !known.includes(scope))];
}

/**
 * What a request without scope gets: the client's default scope, or without one the scopes that belong to the resources
 * which the request names.
 * @param requested as the request names them
 * @param targets the same as the client has them
 */
export function defaultScope(
  client: Client,
  requested: readonly string[],
  targets: readonly Resource[],
): readonly string[] {
  if (client.defaultScope.length > 0 || requested.length === 0) return client.defaultScope;
  return [...new Set(targets.flatMap(({ scope }) => scope ?? []))];
}

/**
 * The scopes granted: those requested, else the fallback. Never empty.
 * @throws OAuthError InvalidScope for one that is not available, or when nothing is left
 */
export function grantScope(
  requested: string | undefined,
  available: readonly string[],
  fallback: readonly string[],
  client: Client,
): readonly string[] {
  const wanted = requested === undefined ? [] : splitScope(requested);
  const ignored = ignoredScopes(wanted, client);
  const refused = wanted.filter((scope) => !available.includes(scope) && !ignored.includes(scope));
  if (refused.length > 0) {
    throw new OAuthError(
      'InvalidScope',
      `The scope ${echo(refused.join(' '))} is not allowed for this client. ${mayAskFor(available)}`,
    );
  }
  const granted = wanted.filter((scope) => available.includes(scope));
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
