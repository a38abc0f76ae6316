// Which resource a token is for (RFC 8707 §2). Pure rules.
import { echo, OAuthError } from '../errors/oauth-error.ts';
import type { Client, Resource } from './client.ts';

/**
 * The one resource of a token: the one requested, else the first that the grant and the client's record of today share.
 * @param granted those of the grant, in order; undefined where there is no grant yet
 * @throws OAuthError SeveralResources, InvalidResource
 */
export function pickResource(requested: readonly string[], client: Client, granted?: readonly string[]): Resource {
  const [wanted, second] = requested;
  if (second !== undefined) {
    throw new OAuthError(
      'SeveralResources',
      'The request names several resources. A token has one: send a request for each.',
    );
  }
  const available = granted
    ? granted.flatMap((uri) => client.resources.find((resource) => resource.uri === uri) ?? [])
    : client.resources;
  const resource = wanted === undefined ? available[0] : available.find(({ uri }) => uri === wanted);
  if (!resource) {
    const may =
      available.length > 0 ? `It may ask for: ${echo(available.map(({ uri }) => uri).join(' '))}.` : 'It has none.';
    throw new OAuthError(
      'InvalidResource',
      wanted === undefined
        ? `No resource of this grant is open to this client any more. ${may}`
        : `The resource ${echo(wanted)} is not open to this client. ${may}`,
    );
  }
  return resource;
}
