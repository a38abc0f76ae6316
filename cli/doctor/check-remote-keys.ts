// Fetches the keys that clients and trusted issuers publish, as the service would, but without its cache.
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { semaphore } from '../../shared/base/semaphore.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { PublicKeys } from '../../shared/keys/public-keys.ts';
import { discoverIssuer } from '../../shared/remote/discovery.ts';
import { fetchKeys } from '../../shared/remote/fetch-keys.ts';
import { RemoteDocumentError, type RemoteDocumentProblem } from '../../shared/remote/remote-document-error.ts';
import type { KeySource } from '../../shared/remote/remote-keys.ts';
import type { FetchParts } from '../../shared/remote/send-request.ts';
import type { Finding } from './finding.ts';

interface UsedSource {
  readonly source: KeySource;
  /** Clients whose records name it. */
  readonly clients: readonly Client[];
}

const maxFetches = 4;
/** Named in a finding; the others are counted. */
const maxClientsShown = 3;

const todos: Readonly<Record<RemoteDocumentProblem, string>> = {
  url: 'correct the URL in the client record: https://, a host and a path',
  address: 'only servers of the internet are asked. Publish the keys there, or put them into the client record as jwks',
  unreachable:
    'check the name, the server and its certificate, and that the app can reach it; if it cannot, put the keys into the client record as jwks',
  missing: 'check the URL in the client record; of an issuer, that it publishes its metadata',
  answer:
    'check the URL in the client record: it must answer 200 itself with JSON of at most 100,000 bytes, uncompressed',
  issuer: 'write the issuer exactly as in its metadata and tokens, also with or without a slash at its end',
  keys: 'publish a key set (RFC 7517) with public keys for signatures: EC P-256, RSA of at least 2048 bits, or Ed25519',
};

/** @param issuer the setting, which decides whether loopback hosts may be asked */
export async function checkRemoteKeys(issuer: string, clients: readonly Client[]): Promise<readonly Finding[]> {
  if (!URL.canParse(issuer)) return [];
  const parts = { allowsLoopback: isLoopback(issuer), deadlines: processDeadlines() };
  const limited = semaphore(maxFetches);
  return Promise.all(sourcesOf(clients).map((used) => limited(() => check(used, parts))));
}

function sourcesOf(clients: readonly Client[]): readonly UsedSource[] {
  const found = new Map<string, UsedSource>();
  for (const client of clients) {
    for (const source of sourcesOfClient(client)) {
      const name = JSON.stringify(source);
      const others = found.get(name)?.clients ?? [];
      if (!others.includes(client)) found.set(name, { source, clients: [...others, client] });
    }
  }
  return [...found.values()];
}

/** Where its record has no keys. */
function sourcesOfClient({ jwksUri, federatedCredentials, exchangeRules }: Client): readonly KeySource[] {
  const issuers = [...federatedCredentials, ...exchangeRules.map(({ subjectToken }) => subjectToken)];
  return [
    ...(jwksUri === undefined ? [] : [{ jwksUri }]),
    ...issuers.flatMap(({ issuer, jwks }) => (issuer === undefined || jwks !== undefined ? [] : [{ issuer }])),
  ];
}

async function check({ source, clients }: UsedSource, parts: FetchParts): Promise<Finding> {
  try {
    const url = 'issuer' in source ? (await discoverIssuer(source.issuer, parts)).jwksUri : source.jwksUri;
    const { keys } = await fetchKeys(url, parts);
    if (keys.names.length === 0) throw new RemoteDocumentError(url, `has no usable key${listOf(keys)}`, 'keys');
    return wrongAlgs(source, keys, clients) ?? usable(source, keys, clients);
  } catch (thrown) {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    return {
      check: 'clients',
      is: 'wrong',
      what: `${thrown.message} (${usersOf(clients)})`,
      todo: todos[thrown.problem],
    };
  }
}

/** Only clients say which algorithms they use; of an issuer it is not known. */
function wrongAlgs(source: KeySource, keys: PublicKeys, clients: readonly Client[]): Finding | undefined {
  if ('issuer' in source) return undefined;
  const without = clients.filter(({ assertionAlgs }) => !assertionAlgs.some((alg) => keys.fitting({ alg }).length > 0));
  const [first] = without.filter(({ assertionAlgs }) => assertionAlgs.length > 0);
  if (first === undefined) return undefined;
  const what = `${source.jwksUri} has no key for ${first.assertionAlgs.join(', ')} (${first.id})`;
  return { check: 'clients', is: 'wrong', what, todo: 'publish such a key, or change token_endpoint_auth_signing_alg' };
}

function usable(source: KeySource, keys: PublicKeys, clients: readonly Client[]): Finding {
  const from = 'issuer' in source ? source.issuer : source.jwksUri;
  const what = `${from} publishes ${keys.names.length} usable ${keys.names.length === 1 ? 'key' : 'keys'}${listOf(keys)} (${usersOf(clients)})`;
  return keys.problems.length === 0
    ? { check: 'clients', is: 'ok', what }
    : { check: 'clients', is: 'hint', what, todo: 'replace the keys that cannot be used: what they sign is refused' };
}

function listOf({ problems }: PublicKeys): string {
  return problems.length === 0 ? '' : `: ${problems.join('; ')}`;
}

function usersOf(clients: readonly Client[]): string {
  const more = clients.length - maxClientsShown;
  return [...clients.slice(0, maxClientsShown).map(({ id }) => id), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
