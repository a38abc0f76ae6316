// Plain Node, no test runner, any version: unpacks out/tessera.zip into an empty folder, and has its operator, a user and apps
// use it. Prints its findings and exits with 0, or fails.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, openOperator, serve, startTables, unpack } from './deployment.js';
import { journeys } from './journeys.js';
import { checkXmlRefusal } from './xml-store.js';

const folder = await mkdtemp(join(tmpdir(), 'tessera-package-'));
const tables = await startTables(join(folder, 'tables'));
try {
  const app = join(folder, 'app');
  await unpack(app);
  const unpacked = (await readdir(app)).sort();
  assert.deepEqual(unpacked, ['LICENSE', 'THIRD-PARTY-NOTICES', 'dist', 'host.json', 'package.json']);

  const port = await freePort();
  const settings = {
    ISSUER: `http://127.0.0.1:${port}`,
    STORE: 'table',
    GRANTS_STORAGE: tables.connectionString,
    KEYS_FILE: join(folder, 'keys.json'),
    SIGNING_ALG: 'ES256',
  };
  const operator = await openOperator(join(folder, 'operator'), settings);
  const parties = await operator.register();
  const scratch = join(folder, 'host');
  const service = await serve(app, port, { settings, scratch });
  try {
    for (const [name, journey] of Object.entries(journeys)) {
      await journey({ issuer: settings.ISSUER, ...parties }).catch((/** @type {unknown} */ cause) => {
        throw new Error(`${name}; the service logged:\n${service.output()}`, { cause });
      });
    }
    await operator.checkDeployment();
  } finally {
    await service.close();
  }
  await checkXmlRefusal(app, { settings, scratch });
  assert.deepEqual((await readdir(app)).sort(), unpacked, 'the service wrote into its folder');
} finally {
  await tables.close();
  await rm(folder, { recursive: true, force: true });
}
console.log(`node ${process.versions.node}: the package works: ${Object.keys(journeys).join('; ')}`);
