import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { grantClients, introspect, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { expectRefusal } from '../support/request.ts';
import { startServer, type TestServer, temporaryFile } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';
import { expectSince } from './since.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let clock: TestClock;
let line: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  cli = await openCommandLine({
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile(grantClients),
  });
  line = storeLine(azurite.connectionString);
  clock = runningClock();
  server = await startServer({ clients: grantClients, clock, environment });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

const idOf = ({ refreshToken }: { refreshToken: string }) => refreshClaims(refreshToken).grant_id;

const noUser = (subject: string) =>
  `No user has the subject ${subject} now. To see the subjects: npm run tessera -- users list\n`;

/** The listed ids. */
async function listed(...args: readonly string[]): Promise<readonly string[]> {
  const grants: { grant_id: string }[] = await cli.json(['grants', 'list', ...args]);
  return grants.map(({ grant_id }) => grant_id).sort();
}

describe('grants list', () => {
  it('finds the grants of a client, of a subject, and of both', async () => {
    const before = Date.now();
    const ada = await signIn(server, 'web', { subject: 'u_ada' });
    const bob = await signIn(server, 'web', { subject: "u_b'ob" });
    const other = await signIn(server, 'keeping', { subject: 'u_ada' });
    expect(await listed('--client', 'web')).toEqual([idOf(ada), idOf(bob)].sort());
    expect(await listed('--subject', 'u_ada')).toEqual([idOf(ada), idOf(other)].sort());
    expect(await listed('--subject', "u_b'ob")).toEqual([idOf(bob)]);
    expect(await listed('--client', 'keeping', '--subject', 'u_ada')).toEqual([idOf(other)]);
    const ran = await cli.run(['grants', 'list', '--client', 'keeping']);
    const [day = ''] = /\d{8}/.exec(idOf(other)) ?? [];
    const time = / (\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ) /.exec(ran.stdout)?.[1];
    expect(ran).toEqual({
      code: 0,
      stderr: line,
      stdout: `grant                              client   subject  last used             ends on
${idOf(other)}  keeping  u_ada    ${time}  ${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}
`,
    });
    expectSince(before, Date.parse(time ?? '') / 1000);
  });

  it('says that there are no grants', async () => {
    expect(await cli.call(['grants', 'list', '--client', 'nobody'])).toEqual({
      code: 0,
      stdout: '',
      stderr: `${line}There are no grants.\n`,
    });
    expect(await listed('--client', 'nobody')).toEqual([]);
  });
});

describe('grants revoke', () => {
  it('ends a grant at once', async () => {
    const ended = await signIn(server, 'web', { subject: 'u_once' });
    const other = await signIn(server, 'web', { subject: 'u_once' });
    const id = idOf(ended);
    const result = { code: 0, stderr: line, stdout: `The grant ${id} has been revoked.\n` };
    expect(await cli.run(['grants', 'revoke', id])).toEqual(result);
    expectRefusal(await refresh(server, ended.refreshToken), 'GrantRevoked', 'revoked');
    expect((await refresh(server, other.refreshToken)).status).toBe(200);
    expect(await listed('--subject', 'u_once')).toEqual([idOf(other)]);
    expect(await cli.call(['grants', 'revoke', id])).toEqual(result);
  });

  it('says when there is no such grant, client or user', async () => {
    const never = newPartition(Date.now() / 1000 + 1000);
    expect(await cli.call(['grants', 'revoke', never])).toEqual({
      code: 0,
      stderr: line,
      stdout: `The grant ${never} has been revoked, if it existed: the store has no rows of it.\n`,
    });
    const code = newPartition(Date.now() / 1000 + 1000);
    expect(await cli.json(['grants', 'revoke', never, code])).toEqual({ revoked: [never, code], unknown: [code] });
    const gone = await cli.call(['grants', 'revoke', '--client', 'gone', '--subject', 'u_ada']);
    const told = `${line}No client gone is registered now. To see all clients: npm run tessera -- clients list\n${noUser('u_ada')}`;
    expect([gone.code, gone.stderr]).toEqual([0, told]);
  });

  it('ends all grants of a subject, of a client or of both within a minute, and keeps later grants', async () => {
    const { subject: user } = await addTestUser(server.service.store, 'grace');
    // The rows share no user: a barrier also ends grants issued in the same second.
    const rows = [
      {
        args: ['--subject', user],
        client: 'strict',
        names: [user, 'u_2'],
        ended: [0, 1],
        whose: `the subject ${user}`,
      },
      {
        args: ['--client', 'strict'],
        client: 'strict',
        names: ['u_3', 'u_4'],
        ended: [0, 2],
        whose: 'the client strict',
      },
      {
        args: ['--client', 'web', '--subject', 'u_5'],
        client: 'web',
        names: ['u_5', 'u_6'],
        ended: [0],
        whose: 'the subject u_5 at the client web',
      },
    ];
    for (const { args, client: named, names, ended, whose } of rows) {
      const [first = '', second = ''] = names;
      const players = [
        { client: named, subject: first },
        { client: 'keeping', subject: first },
        { client: named, subject: second },
      ];
      const grants = await Promise.all(players.map(({ client, subject }) => signIn(server, client, { subject })));
      const ran = await cli.call(['grants', 'revoke', ...args]);
      expect(ran).toEqual({
        code: 0,
        stderr: line + (args.includes('u_5') ? noUser('u_5') : ''),
        stdout: `All grants of ${whose} have been revoked. All instances pick this up within a minute; an API that verifies access tokens itself accepts them until they expire.\n`,
      });
      const left = new Set((await Promise.all(names.map((name) => listed('--subject', name)))).flat());
      clock.advance(61);
      for (const [index, grant] of grants.entries()) {
        const { client: client_id = '' } = players[index] ?? {};
        const isEnded = ended.includes(index);
        expect(left.has(idOf(grant))).toBe(!isEnded);
        expect((await introspect(server, grant.accessToken, { client_id })).json.active).toBe(!isEnded);
        expect((await refresh(server, grant.refreshToken, { client_id })).status).toBe(isEnded ? 400 : 200);
      }
      const later = await signIn(server, named, { subject: first });
      expect((await refresh(server, later.refreshToken, { client_id: named })).status).toBe(200);
      // To the time of the store's clock.
      clock.advance(-61);
    }
  });

  it('refuses malformed names before it calls the store', async () => {
    const good = newPartition(Date.now() / 1000 + 1000);
    const wrongRange = `${good.startsWith('0') ? '1' : '0'}${good.slice(1)}`;
    const rows: readonly (readonly [args: readonly string[], code: number])[] = [
      [['revoke'], 2],
      [['list'], 2],
      [['revoke', good, '--client', 'web'], 2],
      [['revoke', good, 'no-grant'], 1],
      [['revoke', wrongRange], 1],
      [['revoke', "x' or PartitionKey ge '"], 1],
      [['revoke', newPartition(Date.now() / 1000 - 100_000)], 1],
      [['revoke', newPartition(Date.now() / 1000 + 400 * 86_400)], 1],
      [['revoke', '--client', 'ünï'], 1],
      [['list', '--client', 'u_ada'], 1],
      [['list', '--subject', '\u001b[2J'], 1],
      [['list', '--subject', 'x'.repeat(256)], 1],
    ];
    for (const [args, code] of rows) {
      const ran = await cli.call(['grants', ...args]);
      expect([args, ran.code, ran.stdout]).toEqual([args, code, '']);
      expect(ran.stderr).not.toContain('\u001b');
      expect(ran.stderr).not.toMatch(/store: |\n {4}at /);
    }
  });
});
