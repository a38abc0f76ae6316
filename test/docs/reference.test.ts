// docs/reference.md has every setting and every member of a client record, and the defaults that it names are those of the code.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { withTables } from '../../build/reference.js';
import { localEnvironment } from '../../local/environment.ts';
import { readClientsFile } from '../../shared/clients/clients-file.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { temporaryFile } from '../support/server.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const page = await read('docs/reference.md');

interface Documented {
  readonly default?: unknown;
  readonly npmStart?: string;
}

/** What the schema says about each member, for readers. */
async function membersOf(file: string): Promise<readonly [name: string, member: Documented][]> {
  return Object.entries(JSON.parse(await read(file)).properties);
}

async function defaultsOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const members = await membersOf(file);
  return Object.fromEntries(members.flatMap(([name, member]) => ('default' in member ? [[name, member.default]] : [])));
}

it('docs/reference.md is the output of `npm run docs`', () => {
  expect(withTables(page)).toBe(page);
});

it.each([
  ['is missing', page.replace('BRAND_NAME BRAND_LOGO_URL', 'BRAND_LOGO_URL'), 'settings BRAND_NAME'],
  ['is shown twice', page.replace('table settings: ISSUER', 'table settings: ISSUER STORE'), 'settings STORE'],
  ['is unknown', page.replace('table client: client_id', 'table client: client_id colour'), 'client colour'],
])('docs/reference.md is not written when a member %s', (_, text, name) => {
  expect(() => withTables(text)).toThrow(name);
});

it('docs/reference.md has the defaults of a client record', async () => {
  const record = { client_id: 'a', client_secret: 'x'.repeat(32), resource: ['https://api.example'] };
  const defaults = await defaultsOf('shared/clients/client.schema.json');
  expect(Object.keys(defaults).length).toBeGreaterThan(10);
  expect(readClient({ ...record, ...defaults })).toEqual(readClient(record));
});

it('docs/reference.md has the defaults of the settings', async () => {
  const settings = {
    ISSUER: 'https://a.example',
    STORE: 'memory',
    CLIENTS_FILE: 'clients.json',
    KEY_VAULT: 'https://a.vault.azure.net',
  };
  const defaults = await defaultsOf('shared/settings/settings.schema.json');
  expect(Object.keys(defaults).length).toBeGreaterThan(5);
  expect(readSettings({ ...settings, ...defaults })).toEqual(readSettings(settings));
});

it('docs/reference.md has the defaults of npm start', async () => {
  const { variables } = await localEnvironment({}, 'none', 'table');
  const members = await membersOf('shared/settings/settings.schema.json');
  const shown = members.flatMap(([name, { npmStart }]) => (npmStart === undefined ? [] : [[name, npmStart]]));
  const revocationNotice = Object.entries(variables).map(([name, value]) => [
    name,
    value.startsWith(root) ? relative(root, value) : value,
  ]);
  expect([...shown, ['PORT', '7071']].toSorted()).toEqual(revocationNotice.toSorted());
});

it('docs/reference.md has a valid client record', async () => {
  const [, records = ''] = /```json\n(\[[\s\S]*?)```/.exec(page) ?? [];
  expect(await readClientsFile(await temporaryFile(records))).toMatchObject([{ id: 'nightly-report' }]);
});
