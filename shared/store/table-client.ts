import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { ConfigError } from '../base/config-error.ts';
import { loopbackHosts } from '../base/loopback.ts';
import { ThrottledError } from './table-error.ts';
import type { IdentityConnection, TableStorage } from './table-storage.ts';
import { sendTraceparent } from './traced-calls.ts';

const tableName = 'tessera';

const options: TableServiceClientOptions = {
  // One repeat, almost at once: a kept connection that the store has closed shows only when it is used again. More would
  // take the time in which the client can ask again itself.
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
 * @param isPublic whether others than this machine reach the service: then http is for a table service of this machine alone
 * @throws ConfigError when the connection string is none, or its http is not allowed; nothing of it is repeated
 */
export async function openTableClient(storage: TableStorage, isPublic: boolean): Promise<TableClient> {
  if ('tableServiceUri' in storage) {
    return new TableClient(storage.tableServiceUri, tableName, await credentialOf(storage), options);
  }
  const { client, hostname, protocol } = connect(storage.connectionString);
  const isOfThisMachine = loopbackHosts.includes(hostname);
  if (protocol !== 'https:' && !isOfThisMachine && (isPublic || !isDevelopmentAccount(storage.connectionString))) {
    throw new ConfigError([
      'GRANTS_STORAGE must use https: http is for a table service of this machine, and with a loopback issuer for the account devstoreaccount1 of an Azurite',
    ]);
  }
  // The SDK asks the proxy of the environment, and a proxy has no way to this machine.
  if (isOfThisMachine) client.pipeline.removePolicy({ name: 'proxyPolicy' });
  return client;
}

/** As the Functions host makes it of the same members. On a laptop whoever `az login` signed in, unless a managed identity is asked for. */
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
    // The SDK's own message may quote it.
  }
  throw new ConfigError(['GRANTS_STORAGE must be a connection string with a table endpoint']);
}

/** Its key is known to everybody: an account of Azure never has the name. */
function isDevelopmentAccount(connectionString: string): boolean {
  return /(?:^|;)\s*AccountName=devstoreaccount1\s*(?:;|$)/i.test(connectionString);
}
