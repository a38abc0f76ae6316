// A lost store: what the exports have is imported into an empty one, and the same users sign in there.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem, refresh } from '../support/grants.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { appSecret, asking, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { openStorageLine } from '../support/storage-line.ts';
import { addTestUser } from '../support/users.ts';

let before: Azurite;
let after: Azurite;
let cli: CommandLine;
let server: TestServer;
let subject: string;
let refreshToken: string;

const asAsking = {
  client_id: 'asking',
  client_secret: appSecret,
  redirect_uri: asking.redirect_uris[0],
};
const path = authorizePath({ client_id: 'asking' });
const serve = ({ connectionString }: Azurite) =>
  startServer({ environment: { STORE: 'table', GRANTS_STORAGE: connectionString, CLIENTS_FILE: '' } });

beforeAll(async () => {
  [before, after] = await Promise.all([startTestAzurite(), startTestAzurite()]);
  cli = await openCommandLine({ GRANTS_STORAGE: before.connectionString });
  await cli.json(['clients', 'import', '-'], { stdin: JSON.stringify(asking) });
  const store = await openTestStore(before);
  ({ subject } = await addTestUser(store, 'ada', { name: 'Ada Lovelace' }));
  await addTestUser(store, 'grace', { disabled: true });
  const first = await serve(before);
  const person = personAt(first);
  const code = expectCode(await person.submit(await signIn(person, path), 'Allow'));
  refreshToken = String((await redeem(first, code, asAsking)).json.refresh_token);
  await first.close();
  for (const group of ['clients', 'users', 'consents']) {
    const ran = await cli.call([group, 'export', '--output', join(cli.folder, `${group}.backup`)]);
    expect([group, ran.code, ran.stdout]).toEqual([group, 0, '']);
  }
});
afterAll(async () => {
  await server?.close();
  await cli.close();
  await Promise.all([before.close(), after.close()]);
});

const importing = (group: string, ...options: readonly string[]) =>
  cli.call([group, 'import', join(cli.folder, `${group}.backup`), ...options], {
    env: { GRANTS_STORAGE: after.connectionString },
  });

/** Of what it writes, the last one fails. */
async function importBrokenOff(group: string): Promise<void> {
  const line = await openStorageLine(after.connectionString);
  const happened = line.expect(group === 'users' ? ['none', 503] : [503]);
  const file = join(cli.folder, `${group}.backup`);
  const ran = await cli.call([group, 'import', file], { env: { GRANTS_STORAGE: line.connectionString } });
  await happened;
  await line.close();
  expect([ran.code, ran.stdout]).toEqual([3, '']);
  expect(ran.stderr).toMatch(
    /^Done: [01] \w+\.\nMay or may not be done: .+\.\nRun the command again: it skips what is done\.$/m,
  );
}

const rowsOf = async () => {
  const store = await openTestStore(after);
  const rows: unknown[] = [];
  for (const kind of ['client', 'user', 'subject', 'consent'] as const) {
    for await (const row of store.listKind(kind)) rows.push(row);
  }
  return rows;
};

describe('a restored store', () => {
  it('gets files that only their owner can read', async () => {
    if (process.platform === 'win32') return;
    for (const group of ['clients', 'users', 'consents']) {
      expect((await stat(join(cli.folder, `${group}.backup`))).mode & 0o777).toBe(0o600);
    }
  });

  it('leaves out consents without their user and their client, and a dry run writes nothing', async () => {
    const consents = await importing('consents');
    expect([consents.code, consents.stdout]).toEqual([1, '0 consents restored, 0 kept, 1 left out.\n']);
    expect(consents.stderr).toContain(`:1: record 1 (${subject} at asking): no user has this subject\n`);
    const dry = await importing('users', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([
      0,
      'Nothing was written. It would be: 2 users added, 0 replaced, 0 unchanged.\n',
    ]);
    expect(await rowsOf()).toEqual([]);
  });

  it('signs the same user in with the same password, without another question, also after imports that stopped', async () => {
    expect((await importing('clients')).code).toBe(0);
    await importBrokenOff('users');
    expect((await importing('users')).stdout).toBe('1 user added, 0 replaced, 1 unchanged.\n');
    const dry = await importing('consents', '--dry-run');
    expect(dry.stdout).toBe('Nothing was written. It would be: 1 consent restored, 0 kept, 0 left out.\n');
    await importBrokenOff('consents');
    expect((await importing('consents')).stdout).toBe('1 consent restored, 0 kept, 0 left out.\n');
    server = await serve(after);
    const person = personAt(server);
    const redeemed = await redeem(server, expectCode(await signIn(person, path)), asAsking);
    expect(decodeJwt(String(redeemed.json.id_token)).sub).toBe(subject);
    // Grants are not in the backup.
    expect((await refresh(server, refreshToken, asAsking)).json.error).toBe('invalid_grant');
    const disabled = await signIn(personAt(server), path, 'grace');
    expect([disabled.status, disabled.url.searchParams.get('code')]).not.toEqual([303, expect.any(String)]);
    expect(disabled.url.searchParams.get('code')).toBeNull();
  });

  it('is left as it is by the same files once more', async () => {
    const rows = await rowsOf();
    expect((await importing('clients')).stdout).toBe('Unchanged: asking\n');
    expect((await importing('users')).stdout).toBe('0 users added, 0 replaced, 2 unchanged.\n');
    expect((await importing('consents')).stdout).toBe('0 consents restored, 1 kept, 0 left out.\n');
    expect(await rowsOf()).toEqual(rows);
  });

  it('refuses other records for users who exist, unless --replace is given, and never another subject', async () => {
    const file = join(cli.folder, 'users.backup');
    const text = await readFile(file, 'utf8');
    const [ada = ''] = text.split('\n');
    await writeFile(file, ada.replace('Ada Lovelace', 'Ada King'));
    const refused = await importing('users');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain(
      ':1: record 1 (ada): the user has another record; use --replace to replace the whole record\n',
    );
    expect((await importing('users', '--replace')).stdout).toBe('0 users added, 1 replaced, 0 unchanged.\n');
    await writeFile(
      file,
      `${ada.replace(subject, `u_${'x'.repeat(22)}`)}\n${ada.replace('"ada"', '"eve"')}\n{"a"\n{}\n`,
    );
    const wrong = await importing('users', '--replace');
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toContain(':3: it is not valid JSON; each line must be one whole record\n');
    expect(wrong.stderr).toContain(':4: record 4: subject is missing\n');
    expect(wrong.stderr).not.toContain(JSON.parse(ada).password.hash);
    await writeFile(file, `${ada.replace(subject, `u_${'x'.repeat(22)}`)}\n${ada.replace('"ada"', '"eve"')}\n`);
    const others = await importing('users', '--replace');
    expect(others.stderr).toContain(
      '(ada): another user has this username, with another subject; remove that user first\n',
    );
    expect(others.stderr).toContain('(eve): the subject belongs to the user ada\n');
  });
});
