// RFC 8693: a client exchanges the token that its caller sent for one of another API. Nothing is written to the store.
import { seconds } from '../../shared/base/clock.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { grantFacts, tokenExchangeType as type } from '../../shared/clients/grant-types.ts';
import { pickResource, userinfoUri } from '../../shared/clients/resource.ts';
import { isSameResource } from '../../shared/clients/resource-uri.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import type { Service } from '../../shared/serving/service.ts';
import { exchangedFrom } from '../../shared/tokens/access-token.ts';
import { isTokenActive } from '../../shared/tokens/token-state.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import { actorOf, ancestorsOf, namesOf, readActorToken, requireActiveActor } from '../exchange/actor.ts';
import { readSubject } from '../exchange/read-subject.ts';
import { narrowScope } from '../exchange/scope.ts';
import type { Subject } from '../exchange/subject.ts';
import type { Grant } from './grant.ts';
import * as schema from './token-exchange.schema.json';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** Tokens behind one token. A chain of APIs that is longer is more likely a loop. */
const maxAncestors = 5;

export const tokenExchange: Grant = {
  ...grantFacts[type],
  type,
  schema,
  repeatable: ['resource', 'audience'],
  steps: ['subject token', 'resource', 'scope', 'actor token', 'token state', 'signing'],

  async prove({ parameters, client }, service, report) {
    const sent = checkParameters(schema, parameters);
    report.step('subject token');
    const subject = await readSubject(sent, client, service);
    const { authTime, idp } = subject;
    report.note({ subject: subject.subject, idp, ...(subject.grantId !== undefined && { grant_id: subject.grantId }) });
    report.step('resource');
    const rule = pickRule([...(sent.resource ?? []), ...(sent.audience ?? [])], subject, service);
    report.step('scope');
    const scope = narrowScope(sent.scope, rule.scope);
    report.step('actor token');
    const actor = await readActorToken(sent, rule, client, service);
    const act = actorOf(rule, subject, client, actor);
    report.note({ actor: namesOf(act) });
    const ancestors = ancestorsOf(subject, actor);
    requireShortChain(ancestors);
    report.step('token state');
    await requireActive(subject, service);
    await requireActiveActor(actor, service);
    return {
      subject: subject.subject,
      scope,
      audience: rule.resource,
      endsAt: Math.min(subject.expiresAt, actor?.expiresAt ?? Number.POSITIVE_INFINITY),
      addedClaims: {
        ...(act && { act }),
        ...(idp !== undefined && { idp }),
        ...(authTime !== undefined && { auth_time: authTime }),
        exchanged_from: exchangedFrom(ancestors),
      },
      addedMembers: { issued_token_type: accessTokenType },
    };
  },
};

/** The first rule that fits the subject token and the target. @throws OAuthError SeveralResources, InvalidResource */
function pickRule(
  targets: readonly string[],
  { rules }: Subject,
  { settings }: Pick<Service, 'settings'>,
): ExchangeRule {
  const userinfo = userinfoUri(settings.issuer);
  const open = rules.filter(({ resource }) => !isSameResource(resource, userinfo));
  const { uri } = pickResource(
    targets,
    open.map(({ resource }) => ({ uri: resource })),
  );
  const rule = open.find(({ resource }) => resource === uri);
  if (!rule) throw new Error('the resource that was picked is of no rule');
  return rule;
}

/** @throws OAuthError TooManyExchanges */
function requireShortChain(ancestors: readonly unknown[]): void {
  if (ancestors.length <= maxAncestors) return;
  throw new OAuthError(
    'TooManyExchanges',
    `The new token would come from more than ${maxAncestors} tokens, one after another. No more are exchanged.`,
  );
}

/** @throws OAuthError SubjectTokenExpired */
async function requireActive({ token }: Subject, service: Service): Promise<void> {
  if (!token || (await isTokenActive({ kind: 'access_token', ...token }, service))) return;
  const isExpired = seconds(service.clock) >= token.expiresAt;
  throw new OAuthError('SubjectTokenExpired', `The subject_token ${isExpired ? 'has expired' : 'is revoked'}.`);
}
