// Grants in a stopped Azurite, written into its file: over HTTP they would take minutes.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lifetimeMs = 90 * 86_400_000;

/** @param {string} folder of an Azurite that has saved the table @param {number} count @param {string} client */
export function addGrants(folder, count, client) {
  const file = join(folder, 'tables.json');
  const database = JSON.parse(readFileSync(file, 'utf8'));
  const table = database.collections.find((/** @type {{ name: string }} */ { name }) => name.endsWith('$tessera'));
  for (let index = 0; index < count; index += 1) {
    for (const row of rowsOfGrant(client, Date.now() - index)) {
      table.maxId += 1;
      table.data.push({ ...row, meta: { revision: 0, created: Date.now(), version: 0 }, $loki: table.maxId });
    }
  }
  table.idIndex = null;
  for (const each of Object.values(table.binaryIndices)) each.dirty = true;
  writeFileSync(file, JSON.stringify(database));
}

/** Those that `shared/grants/grants.ts` writes when a code is redeemed. @param {string} client @param {number} at */
function rowsOfGrant(client, at) {
  const endsAt = new Date(at + lifetimeMs).toISOString();
  const random = randomBytes(16);
  const range = (Number(random[0]) & 15).toString(16);
  const PartitionKey = `${range}-${endsAt.slice(0, 10).replaceAll('-', '')}-${random.toString('base64url')}`;
  const time = new Date(at).toISOString();
  const by = randomBytes(9).toString('base64url');
  const subject = `u_${randomBytes(16).toString('base64url')}`;
  /** @type {readonly (readonly [string, object])[]} */
  const names = [
    ['code', {}],
    ['active', { v_client: client, v_subject: subject }],
    ['gen.0', {}],
  ];
  return names.map(([RowKey, values]) => ({
    PartitionKey,
    RowKey,
    properties: {
      PartitionKey,
      RowKey,
      expiresAt: `${endsAt.slice(0, 10)}T00:00:00.000Z`,
      'expiresAt@odata.type': 'Edm.DateTime',
      v_by: by,
      ...values,
      Timestamp: time,
      'Timestamp@odata.type': 'Edm.DateTime',
    },
    lastModifiedTime: time,
    eTag: `W/"datetime'${encodeURIComponent(time)}'"`,
  }));
}
