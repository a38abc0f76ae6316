import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { loopbackHosts } from '../loopback.ts';
import type { TableStorage } from '../settings.ts';
import { SettingsError } from '../settings-error.ts';
import { ThrottledError } from './table-error.ts';
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

/** @throws SettingsError when the connection string is none; nothing of it is repeated */
export async function openTableClient(storage: TableStorage, isInAzure: boolean): Promise<TableClient> {
  if ('tableServiceUri' in storage) {
    const { DefaultAzureCredential } = await import('@azure/identity');
    // The managed identity of the app; AZURE_CLIENT_ID names a user-assigned one. On a laptop whoever `az login` signed in.
    return new TableClient(storage.tableServiceUri, tableName, new DefaultAzureCredential(), options);
  }
  const client = connect(storage.connectionString, isInAzure);
  // The SDK asks the proxy of the environment, and a proxy has no way to this machine.
  if (loopbackHosts.includes(new URL(client.url).hostname)) client.pipeline.removePolicy({ name: 'proxyPolicy' });
  return client;
}

function connect(connectionString: string, isInAzure: boolean): TableClient {
  try {
    // Azurite has no TLS.
    return TableClient.fromConnectionString(connectionString, tableName, {
      ...options,
      allowInsecureConnection: !isInAzure,
    });
  } catch {
    throw new SettingsError(['GRANTS_STORAGE must be a connection string with a table endpoint']);
  }
}
