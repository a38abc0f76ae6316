// What a client may do, and for how long.
import type { Client } from '../../shared/clients/client.ts';
import { protocolScopes } from '../../shared/clients/scope.ts';
import { grants } from '../../token/grants/index.ts';
import type { LintRule } from './lint-rule.ts';

/** Seconds: a day's work. Nobody but an introspecting API can end an access token before its time. */
const longAccessToken = 28_800;

/** Members that say something of refresh tokens alone. */
const refreshMembers = ['refresh_token_lifetime', 'refresh_token_rotation', 'refresh_token_grace'] as const;

const known: readonly string[] = grants.map(({ type }) => type);

/** Those whose answer may have a refresh token: a user stands behind it. */
const userGrants: readonly string[] = known.filter((type) => type !== 'client_credentials' && type !== 'refresh_token');

/** What is advised: RFC 9700 §2.4 says not to use `password`. */
const advised = userGrants.filter((type) => type !== 'password');

const grantTypeRules: readonly LintRule[] = [
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes
        .filter((type) => !known.includes(type))
        .map((type) => `the server has no grant type ${type}, and refuses it (AADSTS70003)`),
    todo: `take it out, or correct it: the server has ${known.join(', ')}`,
  },
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes.includes('client_credentials') && client.authenticationMethod === 'none'
        ? ['client_credentials is refused: it is for clients with a secret, and this one is public (AADSTS70001)']
        : [],
    todo: 'give the client a secret (token_endpoint_auth_method), or take the grant type out',
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.includes('refresh_token') && !client.grantTypes.some((type) => userGrants.includes(type))
        ? ['the client never gets a refresh token: no grant type of its gives one']
        : [],
    todo: `add ${advised.join(' or ')}, or take refresh_token out`,
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.includes('password') && !client.requiresConsent
        ? [
            "the client sees its users' passwords (RFC 9700 section 2.4), and is refused where PASSWORD_GRANT is not true (AADSTS70003)",
          ]
        : [],
    todo: 'let it send its users to /authorize, and take password out',
  },
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes.includes('password') && client.requiresConsent
        ? ['password is refused: the client asks its users for consent, and it has no place for that (AADSTS70001)']
        : [],
    todo: 'take password out, or consent',
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.length === 0 && client.introspects.length === 0
        ? ['the client may do nothing: it has no grant type, and introspects nothing']
        : [],
    todo: 'add a grant type, or introspects for a resource server, or remove the client',
  },
];

const lifetimeRules: readonly LintRule[] = [
  {
    member: 'access_token_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      client.accessTokenLifetime > longAccessToken
        ? [
            `an API that checks tokens by itself takes a revoked one for up to ${hours(client.accessTokenLifetime)} hours`,
          ]
        : [],
    todo: `set an hour or less, and let the client refresh; more than ${hours(longAccessToken)} hours is unusual`,
  },
  {
    member: 'refresh_token_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.includes('refresh_token') && client.refreshTokenLifetime > client.grantLifetime
        ? [`it is never reached: the grant ends after ${client.grantLifetime} seconds (grant_lifetime)`]
        : [],
    todo: 'set it to grant_lifetime at most, or make the grant longer',
  },
  {
    member: 'grant_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.includes('refresh_token') && client.accessTokenLifetime > client.grantLifetime
        ? ['an access token ends with its grant, before access_token_lifetime is over']
        : [],
    todo: 'set it to more than access_token_lifetime',
  },
  ...refreshMembers.map(
    (member): LintRule => ({
      member,
      level: 'warning',
      finds: ({ client, record }) =>
        record[member] !== undefined && !client.grantTypes.includes('refresh_token')
          ? ['it changes nothing: the client may not refresh']
          : [],
      todo: 'take it out, or add refresh_token to grant_types',
    }),
  ),
];

const protectionRules: readonly LintRule[] = [
  {
    member: 'require_pkce',
    level: 'warning',
    finds: ({ client }) =>
      !client.requiresPkce && client.grantTypes.includes('authorization_code')
        ? ['a code that is stolen or injected is taken without the code_verifier (RFC 9700 section 2.1.1)']
        : [],
    todo: 'let the client send a code_challenge, and take the member out',
  },
  {
    member: 'refresh_token_rotation',
    level: 'warning',
    finds: ({ client }) =>
      !client.hasRotation && client.grantTypes.includes('refresh_token') && client.redirectUris.some(isOfNativeApp)
        ? [
            'a stolen refresh token works unseen: the secret of an installed app is no protection (RFC 9700 section 4.14.2)',
          ]
        : [],
    todo: 'take the member out: rotation shows the theft',
  },
];

const consentRules: readonly LintRule[] = [
  {
    member: 'consent',
    level: 'warning',
    finds: ({ client }) =>
      // The grant type password is refused for it, which has a rule of its own.
      client.requiresConsent && !client.grantTypes.some((type) => type === 'authorization_code' || type === 'password')
        ? ['it changes nothing: users are asked at /authorize alone']
        : [],
    todo: 'take it out, or add authorization_code to grant_types',
  },
  {
    member: 'consent',
    level: 'warning',
    finds: ({ client }) =>
      client.requiresConsent
        ? scopesOf(client)
            .filter((scope) => !protocolScopes.includes(scope) && !client.scopeDescriptions.has(scope))
            .map((scope) => `users are asked to agree to ${scope} without a word of what it is`)
        : [],
    todo: 'say it in scope_descriptions',
  },
  {
    member: 'scope_descriptions',
    level: 'warning',
    finds: ({ client }) =>
      [...client.scopeDescriptions.keys()]
        .filter((key) => !scopesOf(client).some((scope) => key === scope || key.startsWith(`${scope}#`)))
        .map((key) => `${key} describes no scope that the client may ask for`),
    todo: 'compare it with scope and resource, character by character',
  },
];

export const grantRules: readonly LintRule[] = [
  ...grantTypeRules,
  ...lifetimeRules,
  ...protectionRules,
  ...consentRules,
];

/** With a scheme of its own (RFC 8252 §7.1). */
export function isOfNativeApp(redirectUri: string): boolean {
  return !/^https?:/i.test(redirectUri);
}

function scopesOf({ scope, resources }: Client): readonly string[] {
  return [...new Set([...scope, ...resources.flatMap((resource) => resource.scope ?? [])])];
}

function hours(seconds: number): number {
  return Math.round(seconds / 3600);
}
