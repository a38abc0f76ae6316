import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { ConfigError } from '../base/config-error.ts';
import { loopbackHosts } from '../base/loopback.ts';
import { ThrottledError } from './table-error.ts';
import type { IdentityConnection, TableStorage } from './table-storage.ts';
import { httpClient } from './table-transaction.ts';
import { sendTraceparent } from './traced-calls.ts';

const tableName = 'tessera';

const options: TableServiceClientOptions = {
  httpClient,
  // One quick repeat, because a kept-alive connection may turn out to be closed. More repeats would take longer than clients wait.
  retryOptions: { maxRetries: 1, retryDelayInMs: 50, maxRetryDelayInMs: 100 },
  additionalPolicies: [
    sendTraceparent,
    {
      position: 'perRetry',
      policy: {
        name: 'refuseThrottling',
        async sendRequest(request, next) {
          const response = await next(request);
          if (response.status !== 429 && response.status !== 503) return response;
          throw new ThrottledError(
            `the store answered ${response.status}: ${response.bodyAsText?.slice(0, 200) ?? ''}`,
          );
        },
      },
    },
  ],
};

/**
 * @param isPublic whether other machines reach the service; then http is allowed only to a table service on this machine
 * @throws ConfigError if the connection string is malformed, or http is not allowed; without the string, which has a secret
 */
export async function openTableClient(storage: TableStorage, isPublic: boolean): Promise<TableClient> {
  if ('tableServiceUri' in storage) {
    return lighter(new TableClient(storage.tableServiceUri, tableName, await credentialOf(storage), options));
  }
  const { client, hostname, protocol } = connect(storage.connectionString);
  const isOfThisMachine = loopbackHosts.includes(hostname);
  if (protocol !== 'https:' && !isOfThisMachine && (isPublic || !isDevelopmentAccount(storage.connectionString))) {
    throw new ConfigError([
      'GRANTS_STORAGE must use https: http is for a table service of this machine, and with a loopback issuer for the account devstoreaccount1 of an Azurite',
    ]);
  }
  // The SDK uses the proxy of the environment, which cannot reach this machine.
  if (isOfThisMachine) client.pipeline.removePolicy({ name: 'proxyPolicy' });
  return lighter(client);
}

/**
 * No request has a form or parts for the SDK to join, and only looking for a form loads Node's whole `fetch`. Nothing records the
 * spans of the SDK: telemetry has its own for each call to the store.
 */
const needlessPolicies = ['formDataPolicy', 'multipartPolicy', 'tracingPolicy'];

function lighter(client: TableClient): TableClient {
  for (const name of needlessPolicies) client.pipeline.removePolicy({ name });
  return client;
}

/** The credential that the Functions host creates from the same members. DefaultAzureCredential includes that of `az login`. */
async function credentialOf({
  credential,
  clientId,
}: IdentityConnection): Promise<DefaultAzureCredential | ManagedIdentityCredential> {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  if (credential === 'managedidentity')
    return new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
  return new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
}

interface TableConnection {
  readonly client: TableClient;
  readonly hostname: string;
  readonly protocol: string;
}

function connect(connectionString: string): TableConnection {
  try {
    // Azurite has no TLS.
    const insecure = { ...options, allowInsecureConnection: true };
    const client = TableClient.fromConnectionString(connectionString, tableName, insecure);
    const { hostname, protocol } = new URL(client.url);
    if (protocol === 'https:' || protocol === 'http:') return { client, hostname, protocol };
  } catch {
    // The message of the SDK may quote the connection string.
  }
  throw new ConfigError(['GRANTS_STORAGE must be a connection string with a table endpoint']);
}

/** Azurite's account, whose key is public. No account of Azure has this name. */
function isDevelopmentAccount(connectionString: string): boolean {
  return /(?:^|;)\s*AccountName=devstoreaccount1\s*(?:;|$)/i.test(connectionString);
}
