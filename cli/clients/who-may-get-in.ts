// What the credentials of a client mean, in sentences for people.
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import type { Client, FederatedCredential } from '../../shared/clients/client.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { usesDeviceCode } from '../../shared/clients/grant-types.ts';
import { describeKey } from '../credentials/describe-key.ts';
import { describeHolder } from '../credentials/platforms.ts';
import { secretsSummary } from './new-secret.ts';

/** @param now seconds since the epoch @returns one line for each credential; none if nobody can */
export async function whoMayGetIn(client: Client, record: ClientRecord, now: number): Promise<readonly string[]> {
  const { authenticationMethod: method, jwks, jwksUri, assertionAlgs, federatedCredentials } = client;
  if (!client.isConfidential) return ['any app: the client is public, and only its users authenticate'];
  if (usesSecret(method)) {
    return [`who has a secret of the client (${secretsSummary(record.client_secrets ?? [], now)})`];
  }
  const keys = await Promise.all(jwks.map(describeKey));
  const only = record.token_endpoint_auth_signing_alg === undefined ? '' : `, with ${assertionAlgs.join()} only`;
  const fetched = jwksUri === undefined ? [] : [`a key that ${jwksUri} publishes`];
  return [
    ...[...keys, ...fetched].map((key) => `who has the private part of ${key}${only}`),
    ...federatedCredentials.map(workloadOf),
  ];
}

function workloadOf({ jwks, ...credential }: FederatedCredential): string {
  const keys = jwks === undefined ? '' : `, verified with ${countOfKeys(jwks.length)} of the record`;
  return `${describeHolder(credential)} (audience ${credential.audiences.join(' or ')}${keys})`;
}

export function countOfKeys(count: number): string {
  return count === 1 ? '1 key' : `${count} keys`;
}

export function holdersText(holders: readonly string[], heading = 'Who may get in:'): string {
  return [heading, ...holders.map((holder) => `  - ${holder}`)].join('\n');
}

/** Sentences about what the client may do with tokens, and how it must ask for them. */
export async function furtherRules(client: Client): Promise<readonly string[]> {
  const {
    jwks,
    jwksUri,
    authenticationMethod,
    exchangeRules,
    requiresProof,
    requiresPushedRequests,
    requiresSignedRequests,
  } = client;
  const own = await Promise.all(jwks.map(describeKey));
  const all = [...own, ...(jwksUri === undefined ? [] : [`a key that ${jwksUri} publishes`])];
  const keys = authenticationMethod === 'private_key_jwt' ? [] : all;
  return [
    ...keys.map((key) => `It may sign its authorization requests with ${key}.`),
    ...(usesDeviceCode(client) ? ['It may sign users in on a device without a browser.'] : []),
    ...exchangeRules.map(exchangeSentence),
    ...(requiresProof ? ['It must send a DPoP proof: all of its tokens are bound to a key.'] : []),
    ...(requiresSignedRequests ? ['It must sign its authorization requests.'] : []),
    ...(requiresPushedRequests ? ['It must push its authorization requests to /par.'] : []),
  ];
}

const actors: Readonly<Record<ExchangeRule['actor'], string>> = {
  client: 'which names the client as the actor',
  actor_token: 'which names the subject of an actor_token as the actor',
  none: 'which does not say that somebody acts for the user',
};

function exchangeSentence({ subjectToken: sent, resource, scope, actor }: ExchangeRule): string {
  const demands = [
    ...(sent.scope.length > 0 ? [`the scope ${sent.scope.join(' ')}`] : []),
    ...Object.entries(sent.claims).map(([name, value]) => `${name} ${value}`),
  ];
  const token = [
    'a token',
    ...(sent.issuer === undefined ? [] : [`of ${sent.issuer}`]),
    `for ${sent.audience}`,
    ...(demands.length > 0 ? [`with ${demands.join(' and ')}`] : []),
  ];
  return `It may exchange ${token.join(' ')} for one for ${resource} with at most ${scope.join(' ')}, ${actors[actor]}.`;
}
