// What a refresh asks of the store, and nothing else: each request is one transaction of three rows through the SDK. A connection
// has a partition of its own.
import { TableClient } from '@azure/data-tables';
import { listenWithBody, respond } from './listen.js';

const table = TableClient.fromConnectionString(process.env.GRANTS_STORAGE ?? '', 'bench', {
  allowInsecureConnection: true,
});
await table.createTable();

/** By the port of the connection: the generation of its grant, once there is one. @type {Map<number, number>} */
const generations = new Map();

listenWithBody(async ({ socket }, response) => {
  const { remotePort = 0 } = socket;
  const generation = generations.get(remotePort) ?? (await begin(remotePort));
  const partitionKey = String(remotePort);
  await table.submitTransaction([
    ['update', { partitionKey, rowKey: 'active' }, 'Merge'],
    ['delete', { partitionKey, rowKey: `generation-${generation}` }],
    ['create', { partitionKey, rowKey: `generation-${generation + 1}`, by: 'a-commit-of-this-request' }],
  ]);
  generations.set(remotePort, generation + 1);
  respond(response, 200, { 'Content-Type': 'application/json' }, JSON.stringify({ refresh_token: 'none' }));
});

/** @param {number} port */
async function begin(port) {
  const partitionKey = String(port);
  await table.createEntity({ partitionKey, rowKey: 'active' });
  await table.createEntity({ partitionKey, rowKey: 'generation-0' });
  return 0;
}
