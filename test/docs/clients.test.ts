// docs/clients.md: its record is valid, its options are those of the command, and its script gets a token.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { keyed, ownKey } from '../support/assertions.ts';
import { startServer } from '../support/server.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'clients.md'), 'utf8');

function blocksOf(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
}

it('has a valid client record', () => {
  const records = blocksOf('json').map((text): unknown => JSON.parse(text));
  expect(records).toHaveLength(1);
  for (const record of records) expect(readClient(record)).toMatchObject({ authenticationMethod: 'private_key_jwt' });
});

it('gets a token with the script and a key like those that openssl makes', async () => {
  const run = promisify(execFile);
  const folder = await mkdtemp(join(inject('filesFolder'), 'clients-'));
  await writeFile(join(folder, 'private.pem'), ownKey.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const client = { ...keyed, client_id: 'nightly-report' };
  const server = await startServer({ clients: [client], clock: systemClock, isIssuerUrl: true });
  await writeFile(join(folder, 'token.mjs'), blocksOf('js')[0] ?? '');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const { stdout } = await run(process.execPath, ['token.mjs'], { cwd: folder, env: { ISSUER: server.url } });
  expect(stdout).toMatch(/^eyJ[\w.-]+\n$/);
  await server.close();
  await rm(folder, { recursive: true });
});
