// Finds members of a client record that contradict each other. Pure rules.
import { isAddableClaim, staticClaimProblems } from '../base/static-claims.ts';
import { methodFacts, proofMembers, sharedMembers } from './authentication-methods.ts';
import type { Client } from './client.ts';
import { isFetchable, keyProblems, keySourceProblems, unfetchable } from './client-keys.ts';
import type { ClientRecord } from './client-record.ts';
import { tokenAudiences } from './exchange-rule.ts';
import { federationProblems } from './federated-credential.ts';
import { actsForItself, usesResources } from './grant-types.ts';
import { exchangeProblems } from './read-exchange-rule.ts';
import { destinationOf } from './redirect-uri.ts';
import { redirectUriProblem } from './redirect-uri-problem.ts';
import { requestObjectProblems } from './request-objects.ts';
import { isSameResource } from './resource-uri.ts';
import { protocolScopes } from './scope.ts';

export function contradictionsOf(client: Client, record: ClientRecord): readonly string[] {
  const isPublic = !client.isConfidential;
  const known = new Set([...client.scope, ...client.resources.flatMap(({ scope }) => scope ?? [])]);
  const stray = client.defaultScope.filter((scope) => !known.has(scope));
  const uris = client.resources.map(({ uri }) => uri);
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [isPublic && !client.hasRotation, 'refresh_token_rotation false requires a confidential client'],
    [isPublic && record.require_pkce === false, 'require_pkce false requires a confidential client'],
    [isPublic && !client.requiresNonce, 'require_nonce false requires a confidential client'],
    [isPublic && client.introspects.length > 0, 'introspects requires a confidential client'],
    [
      client.resources.length === 0 && needsResource(client),
      'resource is missing: it names who the tokens are for (only a client that signs users in, with openid in its scope, needs none)',
    ],
    [tokenAudiences(client).some((uri) => isSameResource(uri, client.id)), 'client_id must not be one of resource'],
    [new Set(uris).size < uris.length, 'resource must not contain a URI twice'],
    [
      client.resources.some(({ scope }) => scope?.some((each) => protocolScopes.includes(each))),
      `resource must not tie ${protocolScopes.join(', ')} to one URI: they belong in scope`,
    ],
    [
      client.backchannelLogoutUri !== undefined && !isFetchable(client.backchannelLogoutUri),
      `backchannel_logout_uri ${unfetchable}`,
    ],
    [
      client.backchannelLogoutUri === undefined && record.backchannel_logout_session_required === true,
      'backchannel_logout_session_required requires backchannel_logout_uri',
    ],
    [stray.length > 0, `default_scope contains ${stray.join(' ')}, which is not in scope`],
  ];
  return [
    ...proofProblems(client, record),
    ...keyProblems(client.jwks),
    ...keySourceProblems(client, record),
    ...requestObjectProblems(client, record),
    ...federationProblems(record),
    ...rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem),
    ...urlProblems(record),
    ...claimProblems(client),
    ...equivalenceProblems(uris),
    ...exchangeProblems(client),
    ...redirectProblems(client, record),
  ];
}

/** The record must have what its authentication method needs, and nothing that only other methods use. */
function proofProblems({ authenticationMethod: method }: Client, record: ClientRecord): readonly string[] {
  const present = Object.entries(record)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => name);
  const proof: readonly string[] = methodFacts[method].proof;
  const [useless] = proofMembers.filter(
    (name) => [...proof, ...sharedMembers].includes(name) === false && present.includes(name),
  );
  return [
    ...(useless === undefined ? [] : [`token_endpoint_auth_method ${method} must not be combined with ${useless}`]),
    ...(proof.length > 0 && !proof.some((name) => present.includes(name))
      ? [`${proof.join(' or ')} is missing (or say token_endpoint_auth_method none)`]
      : []),
  ];
}

/** A value can match the schema's pattern without being a URL. */
function urlProblems(record: ClientRecord): readonly string[] {
  return (['client_uri', 'logo_uri'] as const)
    .filter((name) => record[name] !== undefined && !URL.canParse(record[name]))
    .map((name) => `${name} must be a URL`);
}

/** Neither list may change what a token says by itself, or say a name twice. */
function claimProblems({ claims, accessTokenClaims }: Client): readonly string[] {
  return [
    ...staticClaimProblems(claims),
    ...accessTokenClaims.flatMap((name) => {
      if (!isAddableClaim(name))
        return [`access_token_claims must not contain ${name}, which this server sets itself; leave it out`];
      return Object.hasOwn(claims, name)
        ? [`claims and access_token_claims both contain ${name}: leave it out of one of them`]
        : [];
    }),
  ];
}

/** A request could not choose between two spellings of one URI. */
function equivalenceProblems(uris: readonly string[]): readonly string[] {
  return uris.flatMap((uri, index) => {
    const same = uris.slice(0, index).find((other) => other !== uri && isSameResource(other, uri));
    return same === undefined ? [] : [`resource has ${same} and ${uri}, which are the same URI (RFC 3986 section 6.2)`];
  });
}

/** With `openid`, user tokens can be for /userinfo. A client that acts for itself cannot use /userinfo. */
function needsResource({ grantTypes, scope }: Client): boolean {
  return grantTypes.some(actsForItself) || (grantTypes.some(usesResources) && !scope.includes('openid'));
}

function redirectProblems(
  { redirectUris, postLogoutRedirectUris }: Client,
  { application_type: type }: ClientRecord,
): readonly string[] {
  const uris = [
    ...redirectUris.map((uri) => ['redirect_uris', uri] as const),
    ...postLogoutRedirectUris.map((uri) => ['post_logout_redirect_uris', uri] as const),
  ];
  return uris.flatMap(([name, uri]) => {
    const problem = redirectUriProblem(uri);
    if (problem !== undefined) return [`${name} has ${readable(uri)}, which ${problem}`];
    // OpenID Connect Registration §2.
    return type === 'web' && destinationOf(uri)?.kind === 'private'
      ? [
          `application_type web must not be combined with ${uri} in ${name}: only an app on the user's device has a scheme`,
        ]
      : [];
  });
}

function readable(uri: string): string {
  if (uri !== '' && !/[\p{C}\p{Z}]/u.test(uri)) return uri;
  const hidden = /[\p{C}\u2028\u2029]/gu;
  return JSON.stringify(uri).replace(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
