// Which client sent the request, proved (RFC 6749 §2.3). One table of methods.
import { timingSafeEqual } from 'node:crypto';
import { seconds } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import { type AuthenticationMethodName, standardMethods } from '../clients/authentication-methods.ts';
import type { Client } from '../clients/client.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import { type CallerAddress, callerAddress } from '../http/caller-address.ts';
import { echo, shortened } from '../log/echo.ts';
import type { Report } from '../log/reporting.ts';
import type { Parameters } from '../validation/parameters.ts';
import { type Credentials, type Mechanism, readCredentials } from './credentials.ts';
import { countWrongSecret } from './throttle.ts';

interface Method {
  /** How its credentials may come. */
  readonly mechanisms: readonly Mechanism[];
}

const methods: Readonly<Record<AuthenticationMethodName, Method>> = {
  client_secret_basic: { mechanisms: ['client_secret_basic'] },
  client_secret_post: { mechanisms: ['client_secret_post'] },
  client_secret: { mechanisms: ['client_secret_basic', 'client_secret_post'] },
  none: { mechanisms: ['none'] },
};

export interface ClientAuthParts extends CountingService {
  readonly clients: ClientRegistry;
  readonly failures: Pick<Failures, 'blockedFor' | 'note'>;
  readonly settings: CountingService['settings'] & { readonly trustedProxies: number };
}

interface AuthenticatedRequest {
  readonly headers: Headers;
  readonly parameters: Parameters;
  readonly requiresSecret: boolean;
}

/**
 * The client that sent the request.
 * @throws OAuthError MalformedRequest, MissingParameter, InvalidClient, MissingCredentials, ClientSecretExpired, PublicClientWithCredentials,
 * ClientThrottled for a wrong secret after too many of them
 */
export async function authenticateClient(
  request: AuthenticatedRequest,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<Client> {
  const credentials = readCredentials(request.headers, request.parameters);
  const { mechanism, ids } = credentials;
  const known = ids.find((id) => service.clients.isKnown?.(id));
  report.note({ client_id: known ?? (ids[0] && echo(ids[0])), authentication_method: mechanism });
  return verifyCredentials(credentials, request, service, report);
}

function verifyCredentials(
  credentials: Credentials,
  { headers, requiresSecret }: AuthenticatedRequest,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<Client> {
  if (credentials.mechanism === 'client_assertion') return refuseAssertion(credentials, service, report);
  if (credentials.mechanism === 'none') return identifyPublicClient(credentials, requiresSecret, service, report);
  const { trustedProxies } = service.settings;
  const address = callerAddress(headers.get('x-forwarded-for'), trustedProxies);
  return verifySecret(credentials, address, service, report);
}

async function identifyPublicClient(
  { ids: [clientId] }: Credentials,
  requiresSecret: boolean,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<Client> {
  if (clientId === undefined && !requiresSecret) {
    throw new OAuthError(
      'MissingParameter',
      'The request body must contain the parameter client_id, or the client must authenticate.',
    );
  }
  const client = clientId === undefined ? undefined : await findAndNote(clientId, service, report);
  if (client?.isConfidential === false) return client;
  if (clientId === undefined) {
    throw new OAuthError('MissingCredentials', `The request has no client credentials. ${howToSend}`);
  }
  // An unknown client is answered like a confidential one.
  throw new OAuthError(
    'MissingCredentials',
    `The request has no client credentials, and no public client has this client_id. ${howToSend}`,
    { reason: client ? 'MissingCredentials' : 'UnknownClient' },
  );
}

const howToSend = 'Send the secret with HTTP Basic authentication or as client_secret.';

async function verifySecret(
  { mechanism, ids, secrets }: Credentials,
  address: CallerAddress | undefined,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<Client> {
  const client = await findFirst(ids, service, report);
  // Every reading is compared with every secret, and an unknown client's with one that nobody has: the comparison takes its time.
  const registered = client && client.secrets.length > 0 ? client.secrets : [nobodysSecret];
  const sent = secrets.map(sha256);
  const matching = registered.filter(
    (secret) => sent.filter((hash) => timingSafeEqual(hash, secret.sha256)).length > 0,
  );

  if (client?.isConfidential === false) {
    throw new OAuthError('PublicClientWithCredentials', 'This client is registered as public. Leave the secret out.');
  }
  if (!client || matching.length === 0) {
    countWrongSecret({ clientIds: ids, knownId: client?.id, address }, service);
    throw new OAuthError(
      'InvalidClient',
      'Client authentication failed: the client is unknown or its secret is wrong.',
      { reason: client ? 'WrongClientSecret' : 'UnknownClient' },
    );
  }
  const now = seconds(service.clock);
  if (!matching.some(({ expiresAt }) => expiresAt === 0 || now < expiresAt)) {
    throw new OAuthError('ClientSecretExpired', 'The client secret has expired. Ask the operator for a new one.');
  }
  if (!methods[client.authenticationMethod].mechanisms.includes(mechanism)) {
    throw new OAuthError(
      'InvalidClient',
      `The client is registered for ${client.authenticationMethod}, and the request used ${mechanism}.`,
    );
  }
  return client;
}

/** @throws what the registry throws, when no other reading of the id is a client's */
async function findFirst(
  ids: readonly string[],
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<Client | undefined> {
  const failures: unknown[] = [];
  for (const id of ids) {
    try {
      const client = await findAndNote(id, service, report);
      if (client) return client;
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw failures[0];
  return undefined;
}

/** The log has the id of a registered client whole, and of others what `echo` leaves of it. */
async function findAndNote(
  id: string,
  { clients }: Pick<ClientAuthParts, 'clients'>,
  report: Pick<Report, 'note'>,
): Promise<Client | undefined> {
  const client = await clients.findClient(id);
  if (client) report.note({ client_id: client.id });
  return client;
}

/** No text has this SHA-256, as far as anybody knows. */
const nobodysSecret = { sha256: Buffer.alloc(32), expiresAt: 0 };

async function refuseAssertion(
  { ids: [clientId] }: Credentials,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<never> {
  const client = clientId === undefined ? undefined : await findAndNote(clientId, service, report);
  const usable = client ? client.authenticationMethod : standardMethods.join(', ');
  const whose = client ? `The client ${shortened(client.id)}` : 'A client of this server';
  throw new OAuthError(
    'InvalidClient',
    `The server does not take client assertions. ${whose} authenticates with: ${usable}.`,
  );
}
