// Which scopes a request gets (RFC 6749 §3.3). Pure rules.
import { echo, OAuthError, shortened } from '../errors/oauth-error.ts';
import type { Client, Resource } from './client.ts';

/** Scopes of OpenID Connect that libraries add on their own. What a client may not have of them is left out and no error. */
export const protocolScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

export function splitScope(scope: string): readonly string[] {
  return [...new Set(scope.split(' '))];
}

/** What the client may have today in a token for the resource. `offline_access` stands for the refresh token. */
export function availableScope(client: Client, resource: Resource): readonly string[] {
  const own = resource.scope ?? client.scope.filter((scope) => !protocolScopes.includes(scope));
  const protocol = client.scope.filter((scope) => protocolScopes.includes(scope) && scope !== 'offline_access');
  return [...own, ...protocol, ...(client.grantTypes.includes('refresh_token') ? ['offline_access'] : [])];
}

/**
 * The scopes granted: those requested, else the fallback. Never empty.
 * @throws OAuthError InvalidScope for one that is not available, or when nothing is left
 */
export function grantScope(
  requested: string | undefined,
  available: readonly string[],
  fallback: readonly string[],
): readonly string[] {
  const wanted = requested === undefined ? [] : splitScope(requested);
  const refused = wanted.filter((scope) => !available.includes(scope) && !protocolScopes.includes(scope));
  if (refused.length > 0) {
    throw new OAuthError(
      'InvalidScope',
      `The scope ${echo(refused.join(' '))} is not one that this client may ask for. ${mayAskFor(available)}`,
    );
  }
  const granted = wanted.filter((scope) => available.includes(scope));
  const scope = granted.length > 0 ? granted : fallback.filter((each) => available.includes(each));
  if (scope.length === 0) {
    throw new OAuthError(
      'InvalidScope',
      `The request names no scope that this client may have, and there is no default one. ${mayAskFor(available)}`,
    );
  }
  return scope;
}

function mayAskFor(available: readonly string[]): string {
  return available.length > 0
    ? `It may ask for: ${shortened(available.join(' '))}.`
    : 'No scope is open to it for this resource. For another, send the parameter resource.';
}
