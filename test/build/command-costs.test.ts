// What one command costs beside an empty start of Node.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { medianOf, runCommand, runNode } from '../../bench/commands/run-command.js';

/** Measured: 3 to 6. A build, also one in a process of its own, which is not counted, leaves another stamp. */
const maxTimesEmptyStart = 8;

const root = join(import.meta.dirname, '..', '..');

let folder: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-command-'));
  const client = {
    client_id: 'job',
    client_secrets: [{ sha256: '0'.repeat(64) }],
    grant_types: ['client_credentials'],
    scope: 'a',
    default_scope: 'a',
    resource: ['https://api.example'],
  };
  environment = { STORE: 'memory', CLIENTS_FILE: join(folder, 'clients.json') };
  await writeFile(join(folder, 'clients.json'), JSON.stringify([client]));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a build replaces, even where the result is the same. */
async function stamp(): Promise<bigint> {
  return (await stat(join(root, 'out', 'cli.stamp'), { bigint: true })).ino;
}

it('does not build again when nothing has changed, and costs a few empty starts of Node', async () => {
  await runCommand(['lint'], environment);
  const before = await stamp();
  const command = await medianOf(5, () => runCommand(['lint'], environment));
  const empty = await medianOf(5, () => runNode(['-e', '0']));
  expect(command.output).toBe('No problems in 1 client.\n');
  expect(await stamp()).toBe(before);
  expect(command.cpu / empty.cpu).toBeLessThan(maxTimesEmptyStart);
});
