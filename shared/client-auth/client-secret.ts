// Client secrets, in the Authorization header or in the body (RFC 6749 §2.3.1).
import { timingSafeEqual } from 'node:crypto';
import { seconds } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import type { Client } from '../clients/client.ts';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { callerAddress } from '../http/caller-address.ts';
import { authenticationFailed } from './authentication-failed.ts';
import { readBasic } from './basic-header.ts';
import { type Credentials, idsOfBody, type Mechanism, type VerifyNeeds } from './mechanism.ts';
import { countWrongSecret } from './throttle.ts';

export const clientSecretBasic: Mechanism = {
  parameters: [],
  methods: ['client_secret_basic', 'client_secret'],

  reads({ headers, parameters }) {
    const basic = readBasic(headers.get('authorization'));
    if (!basic) return undefined;
    const { ids, secrets } = basic;
    if (secrets.some((each) => each !== '')) return { mechanism: 'client_secret_basic', ids, secrets };
    // RFC 6749 §2.3.1: an empty secret may be left out. Some libraries send it for public clients.
    const meant = parameters.client_id === undefined ? ids : ids.filter((id) => id === parameters.client_id);
    return { mechanism: 'none', ids: meant.slice(0, 1), secrets: [] };
  },

  verify: (client, credentials, needs) => verifySecret(client, credentials, needs, clientSecretBasic),
};

export const clientSecretPost: Mechanism = {
  parameters: ['client_secret'],
  methods: ['client_secret_post', 'client_secret'],
  withoutId: 'The request has a client_secret but no client_id. Send both.',

  reads({ parameters }) {
    const { client_secret: secret } = parameters;
    if (typeof secret !== 'string') return undefined;
    return { mechanism: 'client_secret_post', ids: idsOfBody(parameters), secrets: [secret] };
  },

  verify: (client, credentials, needs) => verifySecret(client, credentials, needs, clientSecretPost),
};

function verifySecret(
  client: Client | undefined,
  { ids, secrets }: Credentials,
  { request: { headers }, service }: VerifyNeeds,
  { methods }: Pick<Mechanism, 'methods'>,
): Client {
  // Compares every reading with every secret, and a dummy for unknown clients, so that timing does not reveal which clients exist.
  const registered = client && client.secrets.length > 0 ? client.secrets : [dummySecret];
  const matching = findMatching(registered, secrets.map(sha256));

  const problem = client && problemOf(client, matching.length > 0, methods);
  if (!client || problem) {
    const reason = problem ?? 'UnknownClient';
    const address = callerAddress(headers.get('x-forwarded-for'), service.settings.trustedProxies);
    countWrongSecret({ clientIds: ids, knownId: client?.id, address, reason }, service);
    throw authenticationFailed(reason);
  }
  const now = seconds(service.clock);
  if (!matching.some(({ expiresAt }) => expiresAt === 0 || now < expiresAt)) {
    throw new OAuthError('ClientSecretExpired', 'The client secret has expired. Ask the operator for a new one.');
  }
  return client;
}

function findMatching(registered: Client['secrets'], sent: readonly Buffer[]): Client['secrets'] {
  return registered.filter((secret) => sent.filter((hash) => timingSafeEqual(hash, secret.sha256)).length > 0);
}

function problemOf(client: Client, isRight: boolean, methods: readonly string[]): ErrorName | undefined {
  if (!client.isConfidential) return 'PublicClientWithCredentials';
  if (!methods.includes(client.authenticationMethod)) return 'WrongAuthenticationMethod';
  return isRight ? undefined : 'WrongClientSecret';
}

/** No known text has this SHA-256. */
const dummySecret = { sha256: Buffer.alloc(32), expiresAt: 0 };
