// RFC 8693: a client exchanges the token that its caller sent for one of another API. Nothing is written to the store.
import { seconds } from '../../shared/base/clock.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { grantFacts, tokenExchangeType as type } from '../../shared/clients/grant-types.ts';
import { pickResource, userinfoUri } from '../../shared/clients/resource.ts';
import { isSameResource } from '../../shared/clients/resource-uri.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import type { Service } from '../../shared/serving/service.ts';
import { type Actor, exchangedFrom } from '../../shared/tokens/access-token.ts';
import { isTokenActive } from '../../shared/tokens/token-state.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import { readOwnToken } from '../exchange/own-token.ts';
import { narrowScope } from '../exchange/scope.ts';
import type { Subject } from '../exchange/subject.ts';
import type { Grant } from './grant.ts';
import * as schema from './token-exchange.schema.json';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** Of exchanges behind one token. A chain of APIs that is longer is more likely a loop. */
const maxAncestors = 5;

export const tokenExchange: Grant = {
  ...grantFacts[type],
  type,
  schema,
  repeatable: ['resource', 'audience'],
  steps: ['subject token', 'resource', 'scope', 'token state', 'signing'],

  async prove({ parameters, client }, service, report) {
    const {
      subject_token,
      scope: requested,
      resource = [],
      audience = [],
      ...sent
    } = checkParameters(schema, parameters);
    report.step('subject token');
    refuseActorToken(sent);
    const subject = await readOwnToken(subject_token, client, service);
    report.note({ subject: subject.subject, grant_id: subject.grantId });
    report.step('resource');
    const rule = pickRule([...resource, ...audience], subject, service);
    report.step('scope');
    const scope = narrowScope(requested, rule.scope);
    const act = actorOf(rule, subject, client);
    report.note({ actor: namesOf(act) });
    report.step('token state');
    await requireActive(subject, service);
    const { authTime, idp, ancestors, expiresAt } = subject;
    return {
      subject: subject.subject,
      scope,
      audience: rule.resource,
      endsAt: expiresAt,
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

/** @throws OAuthError ActorTokenRefused */
function refuseActorToken({
  actor_token,
  actor_token_type,
}: {
  actor_token?: string;
  actor_token_type?: string;
}): void {
  if (actor_token === undefined && actor_token_type === undefined) return;
  throw new OAuthError(
    'ActorTokenRefused',
    'The server does not take an actor_token: the client is the actor. Leave it out.',
  );
}

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

/** RFC 8693 §4.1: the client, and who acted before it. Impersonation adds no actor, and hides none. @throws OAuthError TooManyExchanges */
function actorOf({ actor }: ExchangeRule, { act, ancestors }: Subject, client: Client): Actor | undefined {
  if (ancestors.length > maxAncestors) {
    throw new OAuthError(
      'TooManyExchanges',
      `The subject_token is the result of ${maxAncestors} exchanges, and cannot be exchanged again.`,
    );
  }
  return actor === 'none' ? act : { sub: client.id, ...(act && { act }) };
}

function namesOf(act: Actor | undefined): string | undefined {
  return act && [act.sub, namesOf(act.act)].filter((name) => name !== undefined).join(' < ');
}

/** @throws OAuthError SubjectTokenExpired */
async function requireActive({ token }: Subject, service: Service): Promise<void> {
  if (await isTokenActive({ kind: 'access_token', ...token }, service)) return;
  const isExpired = seconds(service.clock) >= token.expiresAt;
  throw new OAuthError('SubjectTokenExpired', `The subject_token ${isExpired ? 'has expired' : 'is revoked'}.`);
}
