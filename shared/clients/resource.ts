// Which resource a token is for (RFC 8707 §2). Pure rules.

import { OAuthError } from '../errors/oauth-error.ts';
import { paths } from '../http/paths.ts';
import { echo, shortened } from '../log/echo.ts';
import type { Client, Resource } from './client.ts';
import { isSameResource, normaliseResource } from './resource-uri.ts';

/** What /userinfo is called in `aud` and `resource`. */
export function userinfoUri(issuer: string): string {
  return `${issuer}${paths.userinfo}`;
}

/** For a client acting for itself. Never /userinfo, whatever its record says: that tells of a user. */
export function clientResources({ resources }: Client, issuer: string): readonly Resource[] {
  const userinfo = normalUriOf(userinfoResource(issuer));
  return resources.filter((resource) => normalUriOf(resource) !== userinfo);
}

/** By issuer, of which a process has one. */
const userinfoResources = new Map<string, Resource>();

/** It has no scopes of its own. */
function userinfoResource(issuer: string): Resource {
  const known = userinfoResources.get(issuer);
  if (known) return known;
  const resource: Resource = { uri: userinfoUri(issuer), scope: [] };
  userinfoResources.set(issuer, resource);
  return resource;
}

/** Computed once for each, since every token request needs them. */
const normalUris = new WeakMap<Resource, string>();

function normalUriOf(resource: Resource): string {
  const known = normalUris.get(resource);
  if (known !== undefined) return known;
  const normal = normaliseResource(resource.uri);
  normalUris.set(resource, normal);
  return normal;
}

/** The resource of that URI, however it is written. A client reads its own in `aud` as it is registered. */
function findResource(uri: string, available: readonly Resource[]): Resource | undefined {
  const exact = available.find((resource) => resource.uri === uri);
  if (exact) return exact;
  const normal = normaliseResource(uri);
  return available.find((resource) => normalUriOf(resource) === normal);
}

/** What a user has agreed to. */
interface GrantedResources {
  readonly resources: readonly string[];
  readonly scope: readonly string[];
}

/**
 * For a user's tokens: those of the client, or of the grant that its record of today still has; the first is the default.
 * With `openid` /userinfo is the last: the default of a client without others, and for whoever wants a token for it alone.
 * @param granted undefined where there is no grant yet
 */
export function userResources(client: Client, issuer: string, granted?: GrantedResources): readonly Resource[] {
  const userinfo = client.scope.includes('openid') ? [userinfoResource(issuer)] : [];
  const all = [...clientResources(client, issuer), ...userinfo];
  if (!granted) return all;
  const open = granted.resources.flatMap((uri) => findResource(uri, all) ?? []);
  // When all that was agreed to is gone, a token for less would be no answer.
  if (open.length === 0 || !granted.scope.includes('openid')) return open;
  return [...new Set([...open, ...userinfo])];
}

/**
 * What a grant is to be for: the resources requested, else all of the client's.
 * @throws OAuthError InvalidResource
 */
export function agreeResources(requested: readonly string[], client: Client, issuer: string): readonly string[] {
  const available = userResources(client, issuer);
  if (requested.length > 0) return [...new Set(requested.map((uri) => pickResource([uri], available).uri))];
  const named = clientResources(client, issuer);
  return (named.length > 0 ? named : available).map(({ uri }) => uri);
}

/**
 * The one resource of a token: the one requested, else the first.
 * @param available of `clientResources` or `userResources`
 * @throws OAuthError SeveralResources, InvalidResource
 */
export function pickResource(requested: readonly string[], available: readonly Resource[]): Resource {
  const [wanted, ...others] = requested;
  if (wanted !== undefined && others.some((other) => !isSameResource(wanted, other))) {
    throw new OAuthError(
      'SeveralResources',
      'The request names several resources. A token is for one resource: send a request for each.',
    );
  }
  const resource = wanted === undefined ? available[0] : findResource(wanted, available);
  if (!resource) {
    const may =
      available.length > 0
        ? `Allowed: ${shortened(available.map(({ uri }) => uri).join(' '))}.`
        : 'No resource is allowed.';
    throw new OAuthError(
      'InvalidResource',
      wanted === undefined
        ? `This client may no longer use any resource of this grant. ${may}`
        : `The resource ${echo(wanted)} is not allowed for this client. ${may}`,
    );
  }
  return resource;
}

/**
 * `aud` of an access token (RFC 9068 §3): its resource, and /userinfo too when a user has granted `openid`.
 * @returns one as a string (RFC 7519 §4.1.3)
 */
export function tokenAudience(resource: string, isForUserinfo: boolean, issuer: string): string | string[] {
  const uri = userinfoUri(issuer);
  return isForUserinfo && resource !== uri ? [resource, uri] : resource;
}
