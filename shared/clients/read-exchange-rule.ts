// Reads `token_exchange` of a client record, and finds what contradicts it. Pure rules.
import type { Client } from './client.ts';
import type { ExchangeRule, ExchangeRuleRecord } from './exchange-rule.ts';
import { isSameResource } from './resource-uri.ts';
import { protocolScopes, splitScope } from './scope.ts';

export function readExchangeRule({
  subject_token,
  resource,
  scope,
  actor = 'client',
}: ExchangeRuleRecord): ExchangeRule {
  return {
    subjectToken: {
      audience: subject_token.audience,
      scope: subject_token.scope === undefined ? [] : splitScope(subject_token.scope),
    },
    resource,
    scope: splitScope(scope),
    actor,
  };
}

export function exchangeProblems(client: Client): readonly string[] {
  const { exchangeRules, isConfidential } = client;
  if (exchangeRules.length > 0 && !isConfidential) return ['token_exchange requires a client with a secret'];
  return exchangeRules.flatMap((rule, index) =>
    ruleProblems(rule, client).map((problem) => `token_exchange.${index}.${problem}`),
  );
}

function ruleProblems({ subjectToken, scope }: ExchangeRule, { introspects }: Client): readonly string[] {
  const { audience } = subjectToken;
  const protocol = scope.filter((each) => protocolScopes.includes(each));
  return [
    ...(introspects.some((each) => isSameResource(each, audience))
      ? []
      : [`subject_token.audience is ${audience}, which introspects must have: an API exchanges what was sent to it`]),
    ...(protocol.length > 0 ? [`scope must not have ${protocol.join(', ')}: the new token is for an API alone`] : []),
  ];
}
