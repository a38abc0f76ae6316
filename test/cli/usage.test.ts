// Behaviour common to all commands: help with examples, exit codes, and the choice of the store.
import { cp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandGroups } from '../../cli/command-groups.ts';
import { findAzurite } from '../../local/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { postToken } from '../support/request.ts';
import { startServiceProcess } from '../support/service-process.ts';
import { shellWords } from './shell-words.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await openCommandLine();
});
afterAll(() => cli.close());

const groups: Readonly<Record<string, readonly string[]>> = {
  clients: ['add', 'list', 'show', 'update', 'rotate-secret', 'remove', 'import', 'export'],
  users: [
    'add',
    'list',
    'show',
    'update',
    'set-password',
    'link',
    'unlink',
    'disable',
    'enable',
    'remove',
    'import',
    'export',
  ],
  providers: ['add', 'list', 'show', 'update', 'remove', 'import', 'export'],
  consents: ['list', 'withdraw', 'import', 'export'],
  keys: ['list', 'rotate', 'retire'],
  grants: ['list', 'revoke'],
};
const commands = [
  ...Object.entries(groups).flatMap(([group, names]) => names.map((name) => [group, name])),
  ['doctor'],
  ['explain'],
  ['lint'],
  ['selftest'],
];

/** The command that matches the arguments, without running it. @throws CommanderError when no command matches */
async function parsed(args: readonly string[]): Promise<readonly string[]> {
  const program = new Command('tessera').exitOverride().configureOutput({ writeErr() {} });
  for (const addGroup of commandGroups) addGroup(program);
  const taken: string[] = [];
  for (const command of program.commands) {
    for (const each of command.commands) each.action(() => void taken.push(command.name(), each.name()));
    if (command.commands.length === 0) command.action(() => void taken.push(command.name()));
  }
  await program.parseAsync(args, { from: 'user' });
  return taken;
}

describe('--help', () => {
  it('names every group and every command', async () => {
    const top = await cli.run(['--help']);
    expect([top.code, top.stderr]).toEqual([0, '']);
    for (const name of [...Object.keys(groups), 'doctor', 'explain', 'lint', 'selftest'])
      expect(top.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    for (const [group, names] of Object.entries(groups)) {
      const { stdout } = await cli.call([group, '--help']);
      expect([...stdout.matchAll(/^ {2}([a-z-]+) (?:\[options\])/gm)].map(([, name]) => name)).toEqual(names);
    }
  });

  it('fits into 80 columns where it describes options', async () => {
    for (const command of commands) {
      const { stdout } = await cli.call([...command, '--help']);
      const options = stdout.split('\n').filter((line) => /^ {2}-| {8}/.test(line));
      expect(options.filter((line) => line.length > 80)).toEqual([]);
      expect(options).not.toEqual([]);
    }
  });

  it('has examples for every command, of that command', async () => {
    for (const command of commands) {
      const { code, stdout, stderr } = await cli.call([...command, '--help']);
      expect([command, code, stderr]).toEqual([command, 0, '']);
      const [, examples = ''] = stdout.split('\nExamples:\n');
      for (const line of examples.trimEnd().split('\n')) {
        const form = /^ {2}(?:[A-Z_]+=(?:"[^"]*"|\S+) )?npm run (--silent )?tessera -- ([^<>]+?)(?: ([<>]) \S+)?$/;
        const [, silent, args = '', redirection] = form.exec(line) ?? [];
        expect([line, ...(await parsed(shellWords(args)))]).toEqual([line, ...command]);
        // Otherwise npm's banner would be in the file or before the JSON.
        expect([line, silent !== undefined]).toEqual([line, redirection === '>' || args.includes('--json')]);
      }
    }
  });
});

describe('wrong usage', () => {
  it('ends with 2, says what is wrong, and prints nothing else', async () => {
    const wrong = [
      [],
      ['clients'],
      ['client', 'list'],
      ['clients', 'add'],
      ['clients', 'show', 'a', 'b'],
      ['clients', 'list', '--colour'],
      ['clients', 'show', '\u001b[2J', 'b'],
      ['keys', 'rotate', '--\u001b[2J'],
    ];
    for (const args of wrong) {
      const ran = await cli.call(args);
      expect([args, ran.code, ran.stdout]).toEqual([args, 2, '']);
      expect(ran.stderr).not.toBe('');
      expect(ran.stderr).not.toContain('\u001b');
    }
  });
});

describe('the store', () => {
  it('is named without its credentials, and an unreachable store ends with exit code 3', async () => {
    const key = Buffer.from('the key of the account').toString('base64');
    const env = {
      GRANTS_STORAGE: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};TableEndpoint=http://127.0.0.1:9/a`,
    };
    for (const args of [
      ['clients', 'list'],
      ['clients', 'add', 'x', '--resource', 'urn:a'],
      ['grants', 'list', '--client', 'x'],
    ]) {
      const ran = await cli.call(args, { env });
      expect([ran.code, ran.stdout]).toEqual([3, '']);
      expect(ran.stderr).toMatch(
        /^store: http:\/\/127\.0\.0\.1:9\/a\nThe store .*\. Nothing was changed\. To find out why/,
      );
      expect(ran.stderr).toContain('ECONNREFUSED');
      expect(ran.stderr).not.toContain(key);
      expect(ran.stderr).not.toContain('\n    at ');
    }
    const signed = { GRANTS_STORAGE: 'TableEndpoint=http://127.0.0.1:9/a;SharedAccessSignature=sig=a-secret' };
    const ran = await cli.run(['clients', 'list'], { env: signed });
    expect([ran.code, ran.stderr.includes('a-secret')]).toEqual([3, false]);
    const none = await cli.call(['clients', 'list'], { env: { GRANTS_STORAGE: 'a-secret' } });
    expect([none.code, none.stdout, none.stderr]).toEqual([
      1,
      '',
      'The settings are wrong:\n  - GRANTS_STORAGE must be a connection string with a table endpoint\n',
    ]);
  });

  it('cannot be that of STORE=memory', async () => {
    const ran = await cli.call(['clients', 'list'], { env: { STORE: 'memory' } });
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(/^STORE is memory, .* Set STORE=table/);
  });

  it('is the Azurite of the folder, started for the command when it is not running', async () => {
    const folder = join(cli.folder, '.data', 'azurite');
    expect(findAzurite(folder)).toBeUndefined();
    const added = await cli.run(['clients', 'add', 'local', '--resource', 'https://api.example', '--grant-types']);
    expect([added.code, added.stderr]).toEqual([0, `store: the Azurite of ${join('.data', 'azurite')}\n`]);
    expect(findAzurite(folder)).toBeUndefined();
    const { stdout } = await cli.run(['clients', 'list']);
    expect(stdout).toMatch(/^local +store /m);
    expect(stdout).toMatch(/^demo-job +CLIENTS_FILE /m);

    // Three commands at once take turns, and lose no rows of each other.
    const at = await Promise.all(['a', 'b', 'c'].map((id) => cli.run(['clients', 'add', id, '--grant-types'])));
    expect(at.map(({ code, stderr }) => [code, stderr])).toEqual(Array.from(at, () => [0, added.stderr]));
    const ids: { client_id: string }[] = JSON.parse((await cli.run(['clients', 'list', '--json'])).stdout);
    expect(ids.map(({ client_id }) => client_id)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'local', 'demo-job']));
  });

  it('is the Azurite of a running service, which then uses the new records', async () => {
    await rm(join(cli.folder, '.data'), { recursive: true, force: true });
    await cp(join(import.meta.dirname, '..', '..', 'dist'), join(cli.folder, 'dist'), { recursive: true });
    const service = await startServiceProcess({}, cli.folder);
    try {
      const { stdout } = await cli.run([
        ...['clients', 'add', 'job', '--grant-types', 'client_credentials', '--scope', 'a', '--default-scope', 'a'],
        ...['--resource', 'https://api.example', '--token-endpoint-auth-method', 'client_secret_post', '--json'],
      ]);
      const { client_secret } = JSON.parse(stdout);
      const form = { grant_type: 'client_credentials', client_id: 'job', client_secret };
      expect((await postToken(service, form)).status).toBe(200);
    } finally {
      await service.end('SIGINT');
    }
  });
});

describe('a folder that cannot be written', () => {
  it.runIf(process.platform === 'linux')('is named at once, with what is wrong', async () => {
    const { folder, run, close } = await openCommandLine();
    // Not even root can create a file there.
    await symlink('/proc/self', join(folder, '.data'));
    const ran = await run(['clients', 'list']);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(
      /^\.data cannot be written \(E[A-Z]+\): without GRANTS_STORAGE a command starts the Azurite/,
    );
    await close();
  });
});
