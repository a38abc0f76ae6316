// Scopes and resources that are never available.
import type { Client } from '../../shared/clients/client.ts';
import { actsForItself } from '../../shared/clients/grant-types.ts';
import { normaliseResource } from '../../shared/clients/resource-uri.ts';
import { availableScope, protocolScopes } from '../../shared/clients/scope.ts';
import type { SigningAlg } from '../../shared/keys/key-ring-record.ts';
import { hasUserClaims } from '../../shared/users/claims.ts';
import { clashesOf, clientsByAudience } from '../deployment/check-record.ts';
import { clientsBy } from '../deployment/clients-by.ts';
import type { LintRule, LintSubject } from './lint-rule.ts';

export const resourceRules: readonly LintRule[] = [
  {
    member: 'resource',
    level: 'error',
    finds: ({ client }) =>
      client.resources
        .filter((resource) => client.grantTypes.length > 0 && scopesFor(client, resource).length === 0)
        .map(({ uri }) => `no scope is available for ${uri}: every request for it is refused (AADSTS70011)`),
    todo: 'add a scope to scope or to the resource itself, or remove the resource',
  },
  {
    member: 'resource',
    level: 'warning',
    finds: ({ client, all }) =>
      client.resources.flatMap(({ uri, signingAlg }) =>
        signingAlgs
          .filter((alg) => alg !== signingAlg)
          .flatMap((alg) => clientsBySignedResource(all, signedResource(uri, alg)))
          .filter(({ id }) => id < client.id)
          .map(({ id }) => `signing_alg of ${uri} is another one for ${id}: the API must accept both`),
      ),
    todo: 'give the API the same signing_alg in the record of each client',
  },
  {
    member: 'access_token_claims',
    level: 'warning',
    finds: ({ client }) =>
      client.accessTokenClaims.length > 0 && isOnlyForItself(client)
        ? ['it has no effect: client_credentials has no user']
        : [],
    todo: 'remove it, or use claims for fixed values',
  },
  {
    member: 'scope',
    level: 'error',
    finds: ({ client }) =>
      client.scope
        .filter((scope) => client.grantTypes.length > 0 && !isProtocol(scope) && !isAvailable(client, scope))
        .map((scope) =>
          client.resources.length > 0
            ? `${scope} is never available: every resource lists its own scopes, and none lists this one`
            : `${scope} is never available: the client has no resource, so its tokens are only for /userinfo`,
        ),
    todo: 'add it to its resource, or remove it',
  },
  {
    member: 'scope',
    level: 'warning',
    finds: ({ client }) => {
      const scopes = client.scope.filter(isProtocol);
      return scopes.length > 0 && isOnlyForItself(client)
        ? [`${scopes.join(' ')} can never be granted: client_credentials has no user`]
        : [];
    },
    todo: 'remove them',
  },
  {
    member: 'scope',
    level: 'warning',
    finds: ({ client }) => {
      const scopes = client.scope.filter((scope) => hasUserClaims([scope]));
      return scopes.length > 0 && !client.scope.includes('openid') && !isOnlyForItself(client)
        ? [`${scopes.join(' ')} has no effect without openid: /userinfo refuses the token (AADSTS990012)`]
        : [];
    },
    todo: 'add openid',
  },
  {
    member: 'id_token_claims',
    level: 'warning',
    finds: ({ client }) =>
      client.hasIdTokenClaims && !client.scope.includes('openid')
        ? ['it has no effect: without openid the client gets no ID tokens']
        : [],
    todo: 'add openid to scope, or remove it',
  },
  {
    member: 'default_scope',
    level: 'error',
    finds: ({ client }) => {
      const [first] = client.resources;
      if (!first || client.defaultScope.length === 0 || !client.grantTypes.some(actsForItself)) return [];
      const isEmpty = !client.defaultScope.some(
        (scope) => !isProtocol(scope) && availableScope(client, first).includes(scope),
      );
      return isEmpty
        ? [
            `a request without scope and resource is refused: none of these scopes is available for ${first.uri}, the first resource`,
          ]
        : [];
    },
    todo: 'add a scope of the first resource, or list the resource of these scopes first',
  },
  {
    member: 'default_scope',
    level: 'warning',
    finds: ({ client }) =>
      client.defaultScope.length === 0 && mayNameNoScope(client)
        ? ['a request without scope, as MCP clients send it, is refused (AADSTS70011)']
        : [],
    todo: 'set it, or list scopes for each resource: a request with only a resource gets these',
  },
  {
    member: 'introspects',
    level: 'warning',
    finds: ({ client, all }) =>
      client.introspects
        .filter((audience) => clientsByAudience(all, normaliseResource(audience)).length === 0)
        .map((audience) => `no client can request tokens for ${audience}: every introspection answers "active": false`),
    todo: 'compare it with resource and token_exchange of the clients',
  },
  {
    member: 'client_id',
    level: 'error',
    finds: ({ client, all }: LintSubject) => clashesOf(client, all),
    todo: 'rename one of them: the audience of a token must be unambiguous',
  },
];

/** Undefined: that of the setting SIGNING_ALG. */
const signingAlgs: readonly (SigningAlg | undefined)[] = [undefined, 'ES256', 'RS256', 'PS256', 'EdDSA'];

const clientsBySignedResource = clientsBy(({ resources }) =>
  resources.map(({ uri, signingAlg }) => signedResource(uri, signingAlg)),
);

function signedResource(uri: string, alg: SigningAlg | undefined): string {
  return JSON.stringify([normaliseResource(uri), alg ?? null]);
}

function scopesFor(client: Client, resource: Client['resources'][number]): readonly string[] {
  const available = availableScope(client, resource);
  // A refresh token is no scope of an access token for a resource.
  const real = available.filter((scope) => scope !== 'offline_access');
  return isOnlyForItself(client) ? real.filter((scope) => !isProtocol(scope)) : real;
}

function isAvailable(client: Client, scope: string): boolean {
  return client.resources.some((resource) => availableScope(client, resource).includes(scope));
}

function isOnlyForItself({ grantTypes }: Client): boolean {
  return grantTypes.length > 0 && grantTypes.every(actsForItself);
}

/** An app that signs people in always names what it asks for. */
function mayNameNoScope({ grantTypes, redirectUris, scope, resources }: Client): boolean {
  const asks = grantTypes.some(actsForItself) || redirectUris.length > 0;
  return asks && !scope.some(isProtocol) && resources.some((resource) => resource.scope === undefined);
}

function isProtocol(scope: string): boolean {
  return protocolScopes.includes(scope);
}
