// Token exchange: rules that are too wide, or have no effect.
import type { Client } from '../../shared/clients/client.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { tokenExchangeType } from '../../shared/clients/grant-types.ts';
import { isSameResource } from '../../shared/clients/resource-uri.ts';
import type { LintRule } from './lint-rule.ts';

export const exchangeRules: readonly LintRule[] = [
  {
    member: 'token_exchange',
    level: 'warning',
    finds: ({ client }) =>
      client.exchangeRules.length > 0 && !mayExchange(client)
        ? ['it has no effect: the client may not exchange tokens']
        : [],
    todo: `add ${tokenExchangeType} to grant_types, or remove it`,
  },
  {
    member: 'token_exchange',
    level: 'error',
    finds: ({ client }) =>
      client.exchangeRules.length === 0 && client.isConfidential && mayExchange(client)
        ? ['every token exchange of the client is refused: no rule says what it may exchange (AADSTS500131)']
        : [],
    todo: `add a rule for each API that it calls, or remove ${tokenExchangeType} from grant_types`,
  },
  {
    member: 'token_exchange',
    level: 'warning',
    finds: ({ client }) =>
      client.exchangeRules
        .filter(({ actor }) => actor === 'none')
        .map(({ resource }) => `${resource} does not learn that the client acts for the user: this is impersonation`),
    todo: 'remove actor, so that act names the client (RFC 8693 section 1.1)',
  },
  {
    member: 'token_exchange',
    level: 'warning',
    finds: ({ client }) =>
      client.exchangeRules
        .filter(({ subjectToken: { scope, claims } }) => scope.length === 0 && Object.keys(claims).length === 0)
        .map(
          ({ subjectToken: { issuer = 'this server', audience }, resource, scope }) =>
            `any token of ${issuer} for ${audience}, even one with the least scope, becomes ${scope.join(' ')} at ${resource}`,
        ),
    todo: 'set subject_token.scope, or for another issuer claims, so that not every caller reaches the other API',
  },
  {
    member: 'token_exchange',
    level: 'warning',
    finds: ({ client }) =>
      [...new Set(client.exchangeRules.map(({ resource }) => resource))]
        .filter((resource) => issuersFor(resource, client).size > 1)
        .map((resource) => `${resource} gets subjects of several issuers, which may be the same text for two people`),
    todo: 'make sure that it decides by idp and sub, or give each issuer a client',
  },
  {
    member: 'token_exchange',
    level: 'warning',
    finds: ({ client }) =>
      client.exchangeRules
        .filter(({ subjectToken, resource }) => isSameResource(subjectToken.audience, resource))
        .map(({ resource }) => `a token for ${resource} becomes another one for the same API, with other scopes`),
    todo: 'remove the rule: an API can use the token that was sent to it',
  },
  {
    member: 'token_exchange',
    level: 'warning',
    finds: ({ client }) =>
      client.exchangeRules
        .filter((rule, index) => client.exchangeRules.slice(0, index).some((earlier) => isHidden(rule, earlier)))
        .map(({ resource }) => `a rule for ${resource} is never used: an earlier one fits the same tokens`),
    todo: 'put the rule that asks for more scope first, or remove one',
  },
];

function mayExchange({ grantTypes }: Client): boolean {
  return grantTypes.includes(tokenExchangeType);
}

function issuersFor(resource: string, { exchangeRules }: Client): ReadonlySet<string | undefined> {
  const rules = exchangeRules.filter((rule) => rule.resource === resource);
  return new Set(rules.map(({ subjectToken }) => subjectToken.issuer));
}

/** The first rule that fits decides. */
function isHidden(rule: ExchangeRule, earlier: ExchangeRule): boolean {
  return (
    isSameResource(rule.resource, earlier.resource) &&
    rule.subjectToken.issuer === earlier.subjectToken.issuer &&
    rule.subjectToken.jwks === earlier.subjectToken.jwks &&
    isSameResource(rule.subjectToken.audience, earlier.subjectToken.audience) &&
    Object.entries(earlier.subjectToken.claims).every(([name, value]) => rule.subjectToken.claims[name] === value) &&
    earlier.subjectToken.scope.every((scope) => rule.subjectToken.scope.includes(scope))
  );
}
