// Grant types.
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
        .map((type) => `the server does not support the grant type ${type} and refuses it (AADSTS70003)`),
    todo: `remove or correct it: the server supports ${known.join(', ')}`,
  },
  ...[...grantTypes].flatMap(([type, facts]) => rulesOf(type, facts)),
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      mayRefresh(client) && !hasGrantThat(client, ({ givesRefreshToken }) => givesRefreshToken)
        ? ['the client never gets a refresh token: none of its other grant types issues one']
        : [],
    todo: `add ${advised.join(' or ')}, or remove refresh_token`,
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.length === 0 && client.introspects.length === 0
        ? ['the client cannot do anything: it has no grant type and introspects no audience']
        : [],
    todo: 'add a grant type or, for a resource server, introspects; or remove the client',
  },
];

/** The rules that follow from the facts of one grant type. */
function rulesOf(type: string, { requiresConfidentialClient, risk, consent }: GrantType): readonly LintRule[] {
  const rules: readonly (LintRule | false)[] = [
    requiresConfidentialClient && {
      member: 'grant_types',
      level: 'error',
      finds: ({ client }) =>
        client.grantTypes.includes(type) && !client.isConfidential
          ? [`${type} is refused: it needs a confidential client, and this client is public (AADSTS70001)`]
          : [],
      todo: 'give the client a secret (token_endpoint_auth_method), or remove the grant type',
    },
    risk !== undefined && {
      member: 'grant_types',
      level: 'warning',
      finds: ({ client }) =>
        client.grantTypes.includes(type) && !(client.requiresConsent && consent === 'refused') ? [risk] : [],
      todo: `send the users to /authorize, and remove ${type}`,
    },
    consent === 'refused' && {
      member: 'grant_types',
      level: 'error',
      finds: ({ client }) =>
        client.grantTypes.includes(type) && client.requiresConsent
          ? [`${type} is refused: the client requires consent, and this grant type cannot ask for it (AADSTS70001)`]
          : [],
      todo: `remove ${type} or consent`,
    },
  ];
  return rules.filter((rule) => rule !== false);
}
