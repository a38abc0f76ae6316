// Commands that remove something or end many grants: what --dry-run says, and what they ask on a terminal.
import { spawn, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { generateKeyRing } from '../../shared/keys/key-ring-record.ts';
import type { FoundRow, Store } from '../../shared/store/store.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { grantClients, redeem } from '../support/grants.ts';
import { startServer, type TestServer, testKeyRing } from '../support/server.ts';

let azurite: Azurite;
let store: Store;
let cli: CommandLine;
let server: TestServer;
let subject: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  const storage = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  store = await openTestStore(azurite);
  cli = await openCommandLine({ ...storage, KEYS_FILE: 'keys.json' });
  server = await startServer({
    clients: grantClients,
    clock: systemClock,
    environment: { ...storage, KEYS: JSON.stringify(await testKeyRing()) },
  });
  await cli.json([
    'clients',
    'add',
    'job',
    '--grant-types',
    'client_credentials',
    '--scope',
    'a',
    '--resource',
    'https://a.example',
  ]);
  ({ subject } = await cli.json(['users', 'add', 'ada', '--name', 'Ada']));
  const redeemed = await redeem(server, await server.issueCode('web', { subject }));
  expect(redeemed.status, redeemed.text).toBe(200);
});
afterAll(async () => {
  await Promise.all([server.close(), cli.close()]);
  await azurite.close();
});

async function rows(): Promise<readonly FoundRow[]> {
  const found: FoundRow[] = [];
  for (const kind of ['client', 'user', 'subject', 'consent', 'barriers'] as const) {
    for await (const row of store.listKind(kind)) found.push(row);
  }
  for await (const row of store.list('active', {})) found.push(row);
  return found.toSorted((one, other) => (one.partition + one.name < other.partition + other.name ? -1 : 1));
}

describe('--dry-run', () => {
  it.each([
    [['clients', 'remove', 'job'], 'This removes the client job and ends its 0 active grants.'],
    [
      ['users', 'remove', 'ada'],
      'This removes the user ada with 0 consents, signs them out everywhere, and ends their 1 active grant.',
    ],
    [['grants', 'revoke', '--client', 'web'], 'This ends the 1 active grant of the client web.'],
    [['grants', 'revoke', '--subject', 'SUBJECT'], 'This ends the 1 active grant of the subject SUBJECT.'],
    [
      ['grants', 'revoke', '--subject', 'SUBJECT', '--client', 'other'],
      'This ends the 0 active grants of the subject SUBJECT at the client other.',
    ],
  ])('of %j says what would be done, and changes nothing', async (args, words) => {
    const named = args.map((each) => (each === 'SUBJECT' ? subject : each));
    const before = await rows();
    const ran = await cli.call([...named, '--dry-run']);
    expect([ran.code, ran.stdout]).toEqual([0, `${words.replace('SUBJECT', subject)}\nNothing was changed.\n`]);
    expect(await cli.json([...named, '--dry-run'])).toMatchObject({ dry_run: true, active_grants: expect.any(Number) });
    expect(await rows()).toEqual(before);
  });

  it('of a grant names it', async () => {
    const [grant] = await cli.json(['grants', 'list', '--client', 'web']);
    const before = await rows();
    const ran = await cli.call(['grants', 'revoke', grant.grant_id, '--dry-run']);
    expect(ran.stdout).toBe(`This ends the grant ${grant.grant_id}.\nNothing was changed.\n`);
    expect(await rows()).toEqual(before);
  });

  it('of what does not exist is refused, as without it', async () => {
    for (const args of [
      ['clients', 'remove', 'nobody'],
      ['users', 'remove', 'nobody'],
    ]) {
      const [dry, real] = [await cli.call([...args, '--dry-run']), await cli.call(args)];
      expect(dry).toEqual(real);
      expect(dry.code).toBe(1);
    }
  });

  it('of keys retire says what becomes invalid, and leaves the file as it is', async () => {
    const ring = await generateKeyRing(['ES256'], 1_790_000_000);
    const file = join(cli.folder, 'keys.json');
    await writeFile(file, JSON.stringify(ring), { mode: 0o600 });
    const kid = ring.signing[0]?.kid ?? '';
    const forced = await cli.call(['keys', 'retire', '--now', '--dry-run', '--', kid]);
    expect(forced.stdout).toBe(
      `This removes the key ${kid}. A new key becomes active. Every token that it signed is refused; an API does so once it fetches /jwks again, within five minutes.\nNothing was changed.\n`,
    );
    const refused = await cli.call(['keys', 'retire', '--dry-run', '--', kid]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('has no next key')]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(ring);
  });
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.runIf(hasTerminal)('on a terminal', () => {
  /** The id of a removed client is reserved for a while. */
  const added = (id: string) =>
    cli.json([
      'clients',
      'add',
      id,
      '--grant-types',
      'client_credentials',
      '--scope',
      'a',
      '--resource',
      'https://a.example',
    ]);

  /** Runs a command in a pseudo terminal, and types. */
  async function type(args: readonly string[], typed: string): Promise<{ code: number | null; output: string }> {
    const command = [process.execPath, join(cli.folder, 'out', 'tessera.js'), ...args].join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: cli.folder,
      env: { STORE: 'table', GRANTS_STORAGE: azurite.connectionString, PATH: process.env.PATH, TERM: 'dumb' },
      stdio: 'pipe',
    });
    let output = '';
    let isTyped = typed === '';
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (isTyped || !output.includes('Go on? (y/N) ')) return;
      isTyped = true;
      child.stdin.write(typed);
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    await text(child.stderr).catch(() => '');
    return { code, output };
  }

  it('asks before it removes a client, and does it after y', async () => {
    await added('first');
    const { code, output } = await type(['clients', 'remove', 'first'], 'y\n');
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('This removes the client first and ends all its grants.'),
    ]);
    expect((await cli.call(['clients', 'show', 'first'])).code).toBe(1);
  });

  it('does nothing after another answer', async () => {
    await added('second');
    const { code, output } = await type(['clients', 'remove', 'second'], 'n\n');
    expect([code, output]).toEqual([1, expect.stringContaining('Nothing was changed.')]);
    expect((await cli.call(['clients', 'show', 'second'])).code).toBe(0);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('does nothing after %s, and shows no stack', async (_keys, typed) => {
    const { code, output } = await type(['clients', 'remove', 'second'], typed);
    const [, answer = ''] = output.split('Go on? (y/N) ');
    expect([code, answer.trim()]).toEqual([1, 'Nothing was changed.']);
    expect((await cli.call(['clients', 'show', 'second'])).code).toBe(0);
  });

  it('does not ask with --yes', async () => {
    await added('third');
    const { code, output } = await type(['clients', 'remove', 'third', '--yes'], '');
    expect([code, output]).toEqual([0, expect.not.stringContaining('Go on?')]);
  });
});
