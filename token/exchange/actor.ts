// Who acts for the subject: the claim `act` of the new token (RFC 8693 §4.1).
import type { Client } from '../../shared/clients/client.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import type { Service } from '../../shared/serving/service.ts';
import { type AccessToken, type Actor, ancestorOf, findAccessToken } from '../../shared/tokens/access-token.ts';
import { isTokenActive } from '../../shared/tokens/token-state.ts';
import { isFor } from './own-token.ts';
import type { Subject } from './subject.ts';

interface SentActor {
  readonly actor_token?: string;
  readonly actor_token_type?: string;
}

/** The token of the actor, if the rule asks for one. It may be revoked. @throws OAuthError ActorTokenRefused, MissingParameter */
export async function readActorToken(
  { actor_token: sent, actor_token_type: type }: SentActor,
  rule: ExchangeRule,
  client: Client,
  service: Service,
): Promise<AccessToken | undefined> {
  if (rule.actor !== 'actor_token') {
    if (sent === undefined && type === undefined) return undefined;
    const actor = rule.actor === 'client' ? 'the client is the actor' : 'nobody is named as the actor';
    throw refusal(`The record of the client takes no actor_token here: ${actor}. Leave out actor_token and its type.`);
  }
  if (sent === undefined || type === undefined) {
    const missing = sent === undefined ? 'actor_token' : 'actor_token_type';
    throw new OAuthError(
      'MissingParameter',
      `The request body must contain the parameter ${missing} in this exchange.`,
    );
  }
  const token = await findAccessToken(sent, service);
  if (!token) throw refusal('The actor_token is not an access token of this server, or it is damaged.');
  if (token.clientId !== client.id && !client.introspects.some((each) => isFor(token, each, service.settings.issuer))) {
    throw refusal('The actor_token was issued neither to this client nor for an audience that it answers for.');
  }
  if (token.ancestors.length > 0 || token.addedClaims.idp !== undefined) {
    throw refusal('The actor_token was itself exchanged. Send one that was not.');
  }
  return token;
}

/** @throws OAuthError ActorTokenRefused */
export async function requireActiveActor(token: AccessToken | undefined, service: Service): Promise<void> {
  if (!token || (await isTokenActive({ kind: 'access_token', ...token }, service))) return;
  throw refusal('The actor_token has expired or is revoked.');
}

/** Inside it, who acted before. Impersonation adds nobody, and hides nobody. */
export function actorOf(
  { actor }: ExchangeRule,
  { act }: Subject,
  client: Client,
  token: AccessToken | undefined,
): Actor | undefined {
  if (actor === 'none') return act;
  return { sub: token?.subject ?? client.id, ...(act && { act }) };
}

/** In words for the log. */
export function namesOf(act: Actor | undefined): string | undefined {
  return act && [act.sub, namesOf(act.act)].filter((name) => name !== undefined).join(' < ');
}

/** The tokens that the new one ends with: an actor who is disabled no longer acts. */
export function ancestorsOf({ ancestors }: Subject, actor: AccessToken | undefined): Subject['ancestors'] {
  return actor ? [...ancestors, ancestorOf(actor)] : ancestors;
}

function refusal(description: string): OAuthError {
  return new OAuthError('ActorTokenRefused', description);
}
