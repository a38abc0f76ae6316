// What a client may do.
import { type GrantType, grantTypes, hasGrantThat, mayRefresh } from '../../shared/clients/grant-types.ts';
import type { LintRule } from './lint-rule.ts';

const known = [...grantTypes.keys()];

const advised = [...grantTypes]
  .filter(([, { givesRefreshToken, risk }]) => givesRefreshToken && risk === undefined)
  .map(([type]) => type);

export const grantRules: readonly LintRule[] = [
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes
        .filter((type) => !known.includes(type))
        .map((type) => `the server has no grant type ${type}, and refuses it (AADSTS70003)`),
    todo: `take it out, or correct it: the server has ${known.join(', ')}`,
  },
  ...[...grantTypes].flatMap(([type, facts]) => rulesOf(type, facts)),
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      mayRefresh(client) && !hasGrantThat(client, ({ givesRefreshToken }) => givesRefreshToken)
        ? ['the client never gets a refresh token: no grant type of its gives one']
        : [],
    todo: `add ${advised.join(' or ')}, or take refresh_token out`,
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

/** What follows from the facts of one grant type. */
function rulesOf(type: string, { requiresConfidentialClient, risk, consent }: GrantType): readonly LintRule[] {
  const rules: readonly (LintRule | false)[] = [
    requiresConfidentialClient && {
      member: 'grant_types',
      level: 'error',
      finds: ({ client }) =>
        client.grantTypes.includes(type) && !client.isConfidential
          ? [`${type} is refused: it is for clients with a secret, and this one is public (AADSTS70001)`]
          : [],
      todo: 'give the client a secret (token_endpoint_auth_method), or take the grant type out',
    },
    risk !== undefined && {
      member: 'grant_types',
      level: 'warning',
      finds: ({ client }) =>
        client.grantTypes.includes(type) && !(client.requiresConsent && consent === 'refused') ? [risk] : [],
      todo: `let it send its users to /authorize, and take ${type} out`,
    },
    consent === 'refused' && {
      member: 'grant_types',
      level: 'error',
      finds: ({ client }) =>
        client.grantTypes.includes(type) && client.requiresConsent
          ? [`${type} is refused: the client asks its users for consent, and it has no place for that (AADSTS70001)`]
          : [],
      todo: `take ${type} out, or consent`,
    },
  ];
  return rules.filter((rule) => rule !== false);
}
