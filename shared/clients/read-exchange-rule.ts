// Reads `token_exchange` of a client record, and finds what contradicts it. Pure rules.
import { publicKeyProblem } from '../keys/public-key-rules.ts';
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
      issuer: subject_token.issuer,
      jwks: subject_token.jwks,
      audience: subject_token.audience,
      scope: subject_token.scope === undefined ? [] : splitScope(subject_token.scope),
      claims: subject_token.claims ?? {},
    },
    resource,
    scope: splitScope(scope),
    actor,
  };
}

export function exchangeProblems(client: Client): readonly string[] {
  const { exchangeRules, isConfidential } = client;
  if (exchangeRules.length > 0 && !isConfidential) return ['token_exchange requires a confidential client'];
  return exchangeRules.flatMap((rule, index) =>
    ruleProblems(rule, client).map((problem) => `token_exchange.${index}.${problem}`),
  );
}

function ruleProblems({ subjectToken, scope }: ExchangeRule, { introspects }: Client): readonly string[] {
  const protocol = scope.filter((each) => protocolScopes.includes(each));
  return [
    ...(subjectToken.issuer === undefined ? ownTokenProblems(subjectToken, introspects) : keyProblems(subjectToken)),
    ...(protocol.length > 0 ? [`scope must not have ${protocol.join(', ')}: the new token is for an API alone`] : []),
  ];
}

type SubjectToken = ExchangeRule['subjectToken'];

function ownTokenProblems({ audience, jwks, claims }: SubjectToken, introspects: readonly string[]): readonly string[] {
  const [foreign] = [...(jwks ? ['jwks'] : []), ...(Object.keys(claims).length > 0 ? ['claims'] : [])];
  if (foreign !== undefined) return [`subject_token.${foreign} requires an issuer: it is for tokens of others`];
  return introspects.some((each) => isSameResource(each, audience))
    ? []
    : [`subject_token.audience is ${audience}, which introspects must have: an API exchanges what was sent to it`];
}

function keyProblems({ jwks }: SubjectToken): readonly string[] {
  return (jwks?.keys ?? []).flatMap((jwk, index) => {
    const problem = publicKeyProblem(jwk);
    return problem === undefined ? [] : [`subject_token.jwks.keys.${index} ${problem}`];
  });
}
