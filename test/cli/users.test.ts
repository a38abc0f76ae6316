// Changes of users on the command line take effect at a server on the same store.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { listConsents, rememberConsent } from '../../shared/clients/consents.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { unreported } from '../../shared/log/reporting.ts';
import { namedPartition } from '../../shared/store/partition.ts';
import { authenticateUser, findUserBySubject } from '../../shared/users/directory.ts';
import { addUser } from '../../shared/users/user-store.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import type { Ran } from '../support/command-line-here.ts';
import { grantClients, refresh, signIn } from '../support/grants.ts';
import { expectRefusal } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { userRecord } from '../support/users.ts';
import { expectSince } from './since.ts';

/** Seconds after which every instance has the change. */
const minute = 61;
const revocationNotice =
  'All instances pick this up within a minute; an API that verifies access tokens itself accepts them until they expire.';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let clock: TestClock;
let store: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
  store = storeLine(azurite.connectionString);
  clock = runningClock();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  server = await startServer({ clients: grantClients, clock, environment });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

/** The subject of the sign-in, or the error with its reason. */
async function signedIn(username: string, password: string): Promise<string> {
  try {
    const attempt = { username, password, address: undefined, device: undefined };
    return (await authenticateUser(attempt, server.service, unreported)).subject;
  } catch (thrown) {
    if (thrown instanceof OAuthError) return `${thrown.code} ${thrown.reason}`;
    throw thrown;
  }
}

async function added(username: string, ...options: string[]): Promise<{ subject: string; password: string }> {
  return cli.json(['users', 'add', username, ...options]);
}

/** To the time of the store's clock, which is the time of a barrier. */
function catchUp(): void {
  clock.advance((Date.now() - clock.now()) / 1000);
}

/** The refresh token of a new grant of the user. */
async function grantOf(subject: string): Promise<string> {
  catchUp();
  return (await signIn(server, 'web', { subject })).refreshToken;
}

/** Checks that the command ends all sessions and grants of the user. */
async function expectEnds(subject: string, ...args: string[]): Promise<Ran> {
  const token = await grantOf(subject);
  const { json } = await refresh(server, token);
  expect(json.refresh_token).toMatch(/^eyJ/);
  const ran = await cli.call(args);
  expect([ran.code, ran.stderr]).toEqual([0, store]);
  clock.advance(minute);
  expectRefusal(await refresh(server, json.refresh_token), 'GrantRevoked', 'The grant has been revoked.');
  catchUp();
  return ran;
}

describe('users add', () => {
  it('adds a user, and shows the password once', async () => {
    const before = Date.now();
    const ran = await cli.run(['users', 'add', 'Ada', '--name', 'Ada Lovelace', '--email', 'ada@example.com']);
    const [, subject = ''] = /(u_[\w-]{22})\./.exec(ran.stdout) ?? [];
    const [, password = ''] = /password: ([\w-]{20})\n/.exec(ran.stdout) ?? [];
    expect(ran).toEqual({
      code: 0,
      stderr: store,
      stdout: `The user ada has been added, with the subject ${subject}.

password: ${password}
The password is shown only once; only its hash is stored.
`,
    });
    expect(await signedIn(' ADA', password)).toBe(subject);
    expect(await signedIn('ada', `${password}x`)).toBe('InvalidCredentials WrongPassword');
    const shown = await cli.json(['users', 'show', 'aDa']);
    expect(shown).toEqual({
      subject,
      username: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      email_verified: false,
      disabled: false,
      updated_at: expect.any(Number),
    });
    expectSince(before, shown.updated_at);
    expect(await findUserBySubject(subject, server.service)).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('reads a password from standard input, without the line break, and does not repeat it', async () => {
    const password = 'kaut kas pavisam savs';
    for (const [index, stdin] of [password, `${password}\n`, `${password}\r\n`].entries()) {
      const username = `stdin-${index}`;
      const ran = await cli.call(['users', 'add', username, '--password-stdin'], { stdin });
      const [, subject = ''] = /(u_[\w-]{22})\./.exec(ran.stdout) ?? [];
      expect(ran).toEqual({
        code: 0,
        stderr: store,
        stdout: `The user ${username} has been added, with the subject ${subject}.\n`,
      });
      expect(await signedIn(username, password)).toBe(subject);
    }
  });

  it('removes the byte order mark that PowerShell writes before a password, and refuses one inside', async () => {
    const password = 'kaut kas pavisam savādāks';
    const wide = Buffer.from(`\ufeff${password}\r\n`, 'utf16le');
    const inputs = [Buffer.from(`\ufeff${password}\r\n`), wide, wide.subarray(2), Buffer.from(wide).swap16()];
    for (const [index, stdin] of inputs.entries()) {
      const added = await cli.call(['users', 'add', `piped-${index}`, '--password-stdin'], { stdin });
      expect([added.code, added.stderr]).toEqual([0, store]);
      expect(await signedIn(`piped-${index}`, password)).toMatch(/^u_/);
    }
    const rows = [
      [Buffer.from(`${password}\ufeff\n`), 'it must not contain a byte order mark (U+FEFF), which is invisible'],
      [Buffer.from('kaut kas pavisam sévisks', 'latin1'), 'the input is neither UTF-8 nor UTF-16'],
    ] as const;
    for (const [stdin, problem] of rows) {
      const ran = await cli.call(['users', 'add', 'refused-person', '--password-stdin'], { stdin });
      expect([ran.code, ran.stderr]).toEqual([
        1,
        expect.stringContaining(`The password was not accepted:\n  - ${problem}`),
      ]);
    }
  });

  it('refuses passwords that are too easy, too short, too long or missing, and adds no user', async () => {
    const rows: readonly (readonly [stdin: string, problem: string])[] = [
      ['', 'it must have 8 characters or more'],
      ['1234567', 'it must have 8 characters or more'],
      ['Password1\n', 'it is one of those that are tried first'],
      ['refused-person', 'it must not be the user name, the name or the email address'],
      ['x1'.repeat(50_000), 'it must have at most 256 characters'],
    ];
    for (const [stdin, problem] of rows) {
      const ran = await cli.call(['users', 'add', 'refused-person', '--password-stdin'], { stdin });
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toContain(`The password was not accepted:\n  - ${problem}`);
      if (stdin.length > 8) expect(ran.stderr).not.toContain(stdin.trim());
    }
    expect((await cli.call(['users', 'show', 'refused-person'])).code).toBe(1);
  });

  it('refuses a name that is taken, and an invalid record', async () => {
    const rows: readonly (readonly [args: readonly string[], code: number, message: string])[] = [
      [['ADA'], 1, 'A user ada already exists. To set another password: npm run tessera -- users set-password ada'],
      [['x', '--email', 'nowhere'], 1, '  - email must be an email address of 254 characters at most'],
      [['x', '--email-verified'], 2, '--email-verified needs --email.'],
      [['x', '--name', ''], 1, '  - name must be 1 to 200 characters, without control characters'],
      [['  '], 1, '  - username must be 1 to 200 characters, without control characters'],
      [['x'.repeat(201)], 1, '  - username must be'],
      [['a\u202eb'], 1, '  - username must be'],
      [['x', '--password', 'secret'], 2, "unknown option '--password'"],
    ];
    for (const [args, code, message] of rows) {
      const ran = await cli.call(['users', 'add', ...args]);
      expect([args, ran.code, ran.stdout]).toEqual([args, code, '']);
      expect(ran.stderr).toContain(message);
      expect(ran.stderr).not.toContain('\u202e');
    }
  });

  it('adds a name once when several ask for it at the same time', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => cli.run(['users', 'add', 'raced', '--json'])));
    expect(ran.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1]);
    const { subject, password } = JSON.parse(ran.find(({ code }) => code === 0)?.stdout ?? '');
    expect(await signedIn('raced', password)).toBe(subject);
  });
});

describe('users list and show', () => {
  it('show the record, and never a hash', async () => {
    const { subject } = await added('listed', '--name', 'Lī Sted', '--email', 'l@example.com', '--email-verified');
    await added('unverified', '--email', 'u@example.com');
    const ran = await cli.call(['users', 'list']);
    expect([ran.code, ran.stderr]).toEqual([0, store]);
    expect(ran.stdout).toMatch(/^username +subject +login +name +email +state$/m);
    expect(ran.stdout).toMatch(new RegExp(`^listed +${subject} +Lī Sted +l@example\\.com +enabled$`, 'm'));
    expect(ran.stdout).toMatch(/^unverified +.* +u@example\.com \(not verified\) +enabled$/m);
    const all: readonly { username: string }[] = await cli.json(['users', 'list']);
    expect(all.map(({ username }) => username)).toEqual(all.map(({ username }) => username).sort());
    expect(all.find(({ username }) => username === 'listed')).toEqual(await cli.json(['users', 'show', 'listed']));
    expect(JSON.stringify(all)).not.toMatch(/scrypt|salt|hash/);
    const shown = await cli.call(['users', 'show', 'listed']);
    expect(shown.stdout).toMatch(
      new RegExp(
        `^username  listed\nsubject   ${subject}\nname      Lī Sted\nemail     l@example\\.com\nstate     enabled\nchanged   [\\d: -]+Z\n$`,
      ),
    );
  });

  it('say that there is no such user', async () => {
    for (const command of ['show', 'set-password', 'disable', 'enable', 'remove']) {
      const ran = await cli.call(['users', command, 'nobody']);
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toBe(`${store}There is no user nobody. To see all users: npm run tessera -- users list\n`);
    }
  });

  it('mark an invalid record, which can be removed', async () => {
    const { store: rows } = server.service;
    const record = userRecord('broken');
    await addUser({ ...record, disabled: 'a-secret' as unknown as boolean }, rows);
    const list = await cli.call(['users', 'list']);
    expect(list.code).toBe(1);
    expect(list.stdout).toMatch(
      new RegExp(`^broken +${record.subject} +invalid: disabled must be true or false$`, 'm'),
    );
    const shown = await cli.call(['users', 'show', 'broken', '--json']);
    expect([shown.code, JSON.parse(shown.stdout)]).toEqual([
      1,
      { username: 'broken', subject: record.subject, problems: ['disabled must be true or false'] },
    ]);
    const enabled = await cli.call(['users', 'enable', 'broken']);
    expect([enabled.code, enabled.stderr]).toEqual([1, expect.stringContaining('Remove the user and add them again.')]);
    expect(JSON.stringify([list, shown, enabled])).not.toContain('a-secret');
    await expectEnds(record.subject, 'users', 'remove', 'broken');
    expect((await cli.call(['users', 'show', 'broken'])).code).toBe(1);
  });
});

describe('users update', () => {
  it('changes what apps learn about a user, and removes it again', async () => {
    const { subject } = await added('changing', '--groups', 'engineers, admins,engineers', '--email', 'c@example.com');
    expect(await cli.json(['users', 'show', 'changing'])).toMatchObject({ groups: ['engineers', 'admins'] });
    const claims = { department: 'Analysis', levels: [1, 2] };
    const changes = ['--name', 'Chang Ing', '--email-verified', 'true', '--claims', JSON.stringify(claims)];
    const ran = await cli.run(['users', 'update', 'changing', ...changes]);
    expect([ran.code, ran.stderr]).toEqual([0, store]);
    expect(ran.stdout).toMatch(/^The user changing has been changed\.\n\nusername {2}changing\n/);
    expect(ran.stdout).toMatch(
      /^groups {4}engineers, admins\nclaims {4}\{"department":"Analysis","levels":\[1,2\]\}$/m,
    );
    expect(await findUserBySubject(subject, server.service)).toMatchObject({
      name: 'Chang Ing',
      isEmailVerified: true,
    });
    const other = await cli.json(['users', 'update', 'changing', '--email', 'd@example.com', '--groups', 'writers']);
    expect(other).toEqual({
      subject,
      username: 'changing',
      name: 'Chang Ing',
      email: 'd@example.com',
      email_verified: false,
      groups: ['writers'],
      claims,
      disabled: false,
      updated_at: expect.any(Number),
    });
    const all = (await cli.json(['users', 'list'])) as readonly { username: string }[];
    expect(all.find(({ username }) => username === 'changing')).toEqual(other);
    const exported = (await cli.run(['users', 'export'])).stdout.split('\n').find((line) => line.includes('Chang Ing'));
    expect(JSON.parse(exported ?? '')).toMatchObject({ groups: ['writers'], claims });
    const { updated_at, ...bare } = await cli.json([
      ...['users', 'update', 'changing', '--groups', '', '--name', '', '--email', '', '--claims', ''],
    ]);
    expect(bare).toEqual({ subject, username: 'changing', email_verified: false, disabled: false });
  });

  it('refuses what a record cannot have, and changes nothing', async () => {
    await added('kept', '--groups', 'a');
    const before = await cli.json(['users', 'show', 'kept']);
    const claims = (value: object) => ['--claims', JSON.stringify(value)];
    const rows: readonly (readonly [args: readonly string[], code: number, message: string])[] = [
      [[], 2, 'There is nothing to change. To see the options: npm run tessera -- users update --help'],
      [['--groups', 'x'.repeat(257)], 1, 'must be 1 to 256 characters, without control characters'],
      [['--groups', Array.from({ length: 201 }, (_, index) => index).join()], 1, 'a list of at most 200 groups'],
      [
        ['--groups', Array.from({ length: 50 }, (_, index) => `${index}`.repeat(120)).join()],
        1,
        'at most 10000 characters',
      ],
      [['--email', 'nowhere'], 1, 'email must be an email address'],
      [['--email-verified', 'true'], 1, '--email-verified true needs an email address'],
      [['--email-verified', 'yes'], 2, '--email-verified must be true or false.'],
      [['--claims', '{department}'], 2, '--claims must be JSON, in single quotes'],
      [['--claims', '["a"]'], 1, 'it must be a JSON object'],
      [claims({ sub: 'u_other' }), 1, 'claims must not contain sub, which this server sets itself; leave it out'],
      [['--claims', '{"__proto__": 1}'], 1, 'claims must not contain __proto__'],
      [claims({ email: 'x' }), 1, 'claims must not contain email, which comes from the record of each user'],
      [claims({ 'a b': 1 }), 1, 'named by 1 to 200 printable ASCII characters without spaces'],
      [claims({ long: 'x'.repeat(2000) }), 1, 'claims has 2011 bytes as JSON; the limit is 2000'],
    ];
    for (const [args, code, message] of rows) {
      const ran = await cli.call(['users', 'update', 'kept', ...args]);
      expect([args, ran.code, ran.stdout]).toEqual([args, code, '']);
      expect(ran.stderr).toContain(message);
    }
    expect(await cli.json(['users', 'show', 'kept'])).toEqual(before);
  });
});

describe('sessions and grants are ended by', () => {
  it('set-password, after which the new password works and the old one does not', async () => {
    const { subject, password } = await added('setting');
    const ran = await expectEnds(subject, 'users', 'set-password', 'setting');
    const [, next = ''] = /password: ([\w-]{20})\n/.exec(ran.stdout) ?? [];
    expect(ran.stdout).toBe(
      `The user setting has a new password and has been signed out, and their grants have been revoked. ${revocationNotice}

password: ${next}
The password is shown only once; only its hash is stored.
`,
    );
    expect([await signedIn('setting', password), await signedIn('setting', next)]).toEqual([
      'InvalidCredentials WrongPassword',
      subject,
    ]);
    const own = await cli.call(['users', 'set-password', 'setting', '--password-stdin'], {
      stdin: 'a horse of my own',
    });
    expect([own.code, own.stdout]).toEqual([
      0,
      `The user setting has a new password and has been signed out, and their grants have been revoked. ${revocationNotice}\n`,
    ]);
    expect(await signedIn('setting', 'a horse of my own')).toBe(subject);
    const easy = await cli.call(['users', 'set-password', 'setting', '--password-stdin'], { stdin: 'setting' });
    expect([easy.code, easy.stdout]).toEqual([1, '']);
    expect(await signedIn('setting', 'a horse of my own')).toBe(subject);
  });

  it('disable, and stay ended when the user is enabled again', async () => {
    const { subject, password } = await added('stopping');
    const token = await grantOf(subject);
    const ran = await expectEnds(subject, 'users', 'disable', 'stopping');
    expect(ran.stdout).toBe(
      `The user stopping has been disabled and signed out, and their grants have been revoked. ${revocationNotice}\n`,
    );
    expect(await signedIn('stopping', password)).toBe('InvalidCredentials UserDisabled');
    expect((await cli.call(['users', 'show', 'stopping'])).stdout).toMatch(/^state +disabled$/m);
    expect(await cli.call(['users', 'enable', 'stopping'])).toEqual({
      code: 0,
      stderr: store,
      stdout: 'The user stopping can sign in again. Revoked grants stay revoked.\n',
    });
    clock.advance(minute);
    expect(await signedIn('stopping', password)).toBe(subject);
    expectRefusal(await refresh(server, token), 'GrantRevoked', 'The grant has been revoked.');
    // Later grants stay active.
    const fresh = await signIn(server, 'web', { subject });
    expect((await refresh(server, fresh.refreshToken)).status).toBe(200);
  });

  it('remove, and a new user of the same name gets a new subject', async () => {
    const { subject, password } = await added('leaving');
    const access = [{ resource: 'https://reports.example', scope: ['reports.read'] }];
    await rememberConsent(subject, { id: 'web', registration: 'first' }, access, server.service.store);
    const ran = await expectEnds(subject, 'users', 'remove', 'leaving');
    expect(ran.stdout).toBe(
      `The user leaving has been removed and signed out, and their grants have been revoked. ${revocationNotice}\n`,
    );
    expect(await signedIn('leaving', password)).toBe('InvalidCredentials UnknownUser');
    expect(await findUserBySubject(subject, server.service)).toBeUndefined();
    expect(await listConsents(subject, server.service.store)).toEqual([]);
    const pointer = await server.service.store.read(namedPartition('subject', subject));
    expect(pointer.rows).toEqual([]);
    const next = await added('leaving');
    expect(next.subject).not.toBe(subject);
    expect(await signedIn('leaving', next.password)).toBe(next.subject);
  });
});
