// Lifetimes of tokens and grants.
import { mayRefresh } from '../../shared/clients/grant-types.ts';
import type { LintRule } from './lint-rule.ts';

/** A working day. Until a token expires, only APIs that introspect notice a revocation. */
const longAccessTokenSeconds = 28_800;

/** Members that apply only to refresh tokens. */
const refreshMembers = ['refresh_token_lifetime', 'refresh_token_rotation', 'refresh_token_grace'] as const;

export const lifetimeRules: readonly LintRule[] = [
  {
    member: 'access_token_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      client.accessTokenLifetime > longAccessTokenSeconds
        ? [
            `an API that verifies tokens itself accepts a revoked one for up to ${hours(client.accessTokenLifetime)} hours`,
          ]
        : [],
    todo: `set it to an hour or less and let the client refresh; more than ${hours(longAccessTokenSeconds)} hours is unusual`,
  },
  {
    member: 'refresh_token_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      mayRefresh(client) && client.refreshTokenLifetime > client.grantLifetime
        ? [`it is never reached: the grant ends after ${client.grantLifetime} seconds (grant_lifetime)`]
        : [],
    todo: 'set it to at most grant_lifetime, or increase grant_lifetime',
  },
  {
    member: 'grant_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      mayRefresh(client) && client.accessTokenLifetime > client.grantLifetime
        ? ['an access token expires with its grant, before access_token_lifetime']
        : [],
    todo: 'set it to more than access_token_lifetime',
  },
  ...refreshMembers.map(
    (member): LintRule => ({
      member,
      level: 'warning',
      finds: ({ client, record }) =>
        record[member] !== undefined && !mayRefresh(client)
          ? ['it has no effect: the client cannot use refresh tokens']
          : [],
      todo: 'remove it, or add refresh_token to grant_types',
    }),
  ),
];

function hours(seconds: number): number {
  return Math.round(seconds / 3600);
}
