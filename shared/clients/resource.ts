// Selects the resource that a token is for (RFC 8707 §2). Pure rules.

import { OAuthError } from '../errors/oauth-error.ts';
import { paths } from '../http/paths.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import { echo, shortened } from '../log/echo.ts';
import type { Client, Resource } from './client.ts';
import { isSameResource, normaliseResource } from './resource-uri.ts';

/** The URI of /userinfo in `aud` and `resource`. */
export function userinfoUri(issuer: string): string {
  return `${issuer}${paths.userinfo}`;
}

/** Resources of a client that acts for itself. Never /userinfo, even if the record names it: there is no user. */
export function clientResources({ resources }: Client, issuer: string): readonly Resource[] {
  const userinfo = normalUriOf(userinfoResource(issuer));
  return resources.filter((resource) => normalUriOf(resource) !== userinfo);
}

/** The algorithm of access tokens for the resource, if the client record names one. @param uri as in the `aud` */
export function resourceAlg({ resources }: Client, uri: string): SigningAlg | undefined {
  return resources.find((resource) => resource.signingAlg !== undefined && isSameResource(resource.uri, uri))
    ?.signingAlg;
}

const userinfoResources = new Map<string, Resource>();

function userinfoResource(issuer: string): Resource {
  const known = userinfoResources.get(issuer);
  if (known) return known;
  const resource: Resource = { uri: userinfoUri(issuer), scope: [] };
  userinfoResources.set(issuer, resource);
  return resource;
}

const normalUris = new WeakMap<Resource, string>();

function normalUriOf(resource: Resource): string {
  const known = normalUris.get(resource);
  if (known !== undefined) return known;
  const normal = normaliseResource(resource.uri);
  normalUris.set(resource, normal);
  return normal;
}

/** Finds a resource by any equivalent URI. The token's `aud` has the registered spelling. */
function findResource(uri: string, available: readonly Resource[]): Resource | undefined {
  const exact = available.find((resource) => resource.uri === uri);
  if (exact) return exact;
  const normal = normaliseResource(uri);
  return available.find((resource) => normalUriOf(resource) === normal);
}

interface GrantedResources {
  readonly resources: readonly string[];
  readonly scope: readonly string[];
}

/** Of a grant, those that the client still has. `openid` adds /userinfo last: the default only for clients without others. */
export function userResources(client: Client, issuer: string, granted?: GrantedResources): readonly Resource[] {
  const userinfo = client.scope.includes('openid') ? [userinfoResource(issuer)] : [];
  const all = [...clientResources(client, issuer), ...userinfo];
  if (!granted) return all;
  const open = granted.resources.flatMap((uri) => findResource(uri, all) ?? []);
  // If the client no longer has any granted resource, the request fails; a token for /userinfo alone would hide that.
  if (open.length === 0 || !granted.scope.includes('openid')) return open;
  return [...new Set([...open, ...userinfo])];
}

/** Those requested, or else all resources of the client. @throws OAuthError InvalidResource */
export function agreeResources(requested: readonly string[], client: Client, issuer: string): readonly string[] {
  const available = userResources(client, issuer);
  if (requested.length > 0) return [...new Set(requested.map((uri) => pickResource([uri], available).uri))];
  const named = clientResources(client, issuer);
  return (named.length > 0 ? named : available).map(({ uri }) => uri);
}

/** The one requested, or else the first that is available. @throws OAuthError SeveralResources, InvalidResource */
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

/** `aud` (RFC 9068 §3): the resource, and /userinfo if the user granted `openid`. One audience is a string (RFC 7519 §4.1.3). */
export function tokenAudience(resource: string, isForUserinfo: boolean, issuer: string): string | string[] {
  const uri = userinfoUri(issuer);
  return isForUserinfo && resource !== uri ? [resource, uri] : resource;
}
