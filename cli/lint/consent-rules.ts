// Consent and its descriptions.
import type { Client } from '../../shared/clients/client.ts';
import { hasGrantThat, usesDeviceCode } from '../../shared/clients/grant-types.ts';
import { protocolScopes } from '../../shared/clients/scope.ts';
import type { LintRule } from './lint-rule.ts';

export const consentRules: readonly LintRule[] = [
  {
    member: 'consent',
    level: 'warning',
    finds: ({ client }) =>
      // Grant types that cannot ask for consent have a rule in grant-rules.ts.
      client.requiresConsent && !hasGrantThat(client, ({ consent }) => consent !== undefined)
        ? ['it has no effect: users are asked only at /authorize and at /device']
        : [],
    todo: 'remove it, or add authorization_code to grant_types',
  },
  {
    member: 'consent',
    level: 'warning',
    finds: ({ client }) =>
      client.requiresConsent || usesDeviceCode(client)
        ? scopesOf(client)
            .filter((scope) => !protocolScopes.includes(scope) && !client.scopeDescriptions.has(scope))
            .map((scope) => `users are asked to agree to ${scope} without a description`)
        : [],
    todo: 'describe it in scope_descriptions',
  },
  {
    member: 'scope_descriptions',
    level: 'warning',
    finds: ({ client }) =>
      [...client.scopeDescriptions.keys()]
        .filter((key) => !scopesOf(client).some((scope) => key === scope || key.startsWith(`${scope}#`)))
        .map((key) => `${key} does not describe a scope that the client can request`),
    todo: 'compare it with scope and resource, character by character',
  },
];

function scopesOf({ scope, resources }: Client): readonly string[] {
  return [...new Set([...scope, ...resources.flatMap((resource) => resource.scope ?? [])])];
}
