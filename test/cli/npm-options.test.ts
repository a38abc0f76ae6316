// An option that npm takes as its own never changes a command silently.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandGroups } from '../../cli/command-groups.ts';
import { CommandError } from '../../cli/terminal/exit-codes.ts';
import { refuseNpmOptions } from '../../cli/terminal/npm-options.ts';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';

let azurite: Azurite;
let cli: CommandLine;
beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
  await cli.call(['clients', 'add', 'web', '--grant-types', '--introspects', 'https://a.example']);
  const scripts = { tessera: 'node out/tessera.js' };
  await writeFile(join(cli.folder, 'package.json'), JSON.stringify({ name: 'app', type: 'module', scripts }));
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

const secretsOfWeb = async () => (await cli.json(['clients', 'show', 'web'])).record.client_secrets;

/** Runs with npm, as a shell does that drops the `--`. */
async function npmRun(args: readonly string[]) {
  const env = { ...process.env, GRANTS_STORAGE: azurite.connectionString };
  return promisify(execFile)('npm', ['run', 'tessera', ...args], { cwd: cli.folder, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/** Every command by its full name. */
function leaves(command: Command, name = ''): readonly (readonly [string, Command])[] {
  return command.commands.length === 0
    ? [[name, command]]
    : command.commands.flatMap((each) => leaves(each, `${name} ${each.name()}`.trim()));
}
const program = new Command('tessera');
for (const addGroup of commandGroups) addGroup(program);
const options = leaves(program).flatMap(([name, command]) =>
  command.options.map((option) => ({ name, command, option: option.long ?? '' })),
);
const ofNpmrc = ['--json', '--scope', '--email', '--yes'];

describe('an option that npm has taken', () => {
  it('ends the command with 2, changes nothing, and says how to write it', async () => {
    const before = await secretsOfWeb();
    const ran = await cli.run(['clients', 'rotate-secret', 'web'], { env: { npm_config_overlap: '0' } });
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: `Nothing was done. npm has taken --overlap for itself, because the -- before the command is missing (PowerShell drops it). Put it in quotes, or run the command without npm:
  npm run tessera '--' clients rotate-secret …
  node out/tessera.js clients rotate-secret …
If an .npmrc sets that name, remove it there.
`,
    });
    expect(await secretsOfWeb()).toEqual(before);
  });

  it.each(options.filter(({ option }) => !ofNpmrc.includes(option)))(
    'is refused: $name $option',
    ({ command, option }) => {
      const variable = `npm_config_${option.slice(2).replaceAll('-', '_')}`;
      for (const value of ['true', '', 'x y'])
        expect(() => refuseNpmOptions(command, { [variable]: value })).toThrow(CommandError);
    },
  );

  it('does not matter when the command line has the option too', async () => {
    const env = { npm_config_strict: 'true' };
    expect(await cli.call(['lint', '--strict'], { env })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('web'),
    });
    expect(await cli.call(['lint'], { env })).toMatchObject({ code: 2, stdout: '' });
  });

  it('does not matter to a command without that option', async () => {
    const env = { npm_config_overlap: '0', npm_config_yes: '', npm_config_user_agent: 'npm' };
    expect(await cli.call(['clients', 'list'], { env })).toMatchObject({
      code: 0,
      stderr: storeLine(azurite.connectionString),
    });
  });

  it('is a warning if an .npmrc may set it, and ignored when npm has it as false', async () => {
    const list = (value: string) => cli.call(['clients', 'list'], { env: { npm_config_json: value } });
    const warned = await list('true');
    expect([warned.code, warned.stderr]).toEqual([
      0,
      `warning: npm has a setting json, and the command continues without --json. If you typed --json, npm has taken it: put the -- in quotes: npm run tessera '--' clients list …\n${storeLine(azurite.connectionString)}`,
    ]);
    for (const value of ['', 'false']) expect((await list(value)).stderr).toBe(storeLine(azurite.connectionString));
  });
});

describe('the real npm', () => {
  it.each([
    ['an equals sign', ['clients', 'rotate-secret', 'web', '--overlap=0']],
    ['a space, which makes the value an argument', ['clients', 'rotate-secret', 'web', '--overlap', '0']],
    ['a name that npm abbreviates', ['keys', 'rotate', '--alg=ES256']],
    ['a flag', ['lint', '--strict']],
    ['a list', ['clients', 'add', 'second', '--grant-types', 'a', 'b']],
  ])('without --, with %s: nothing is done, and the message says why', async (_, args) => {
    const before = await secretsOfWeb();
    const { code, stderr } = await npmRun(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining("npm run tessera '--' ")]);
    expect(await secretsOfWeb()).toEqual(before);
  });

  it('passes on everything after --', async () => {
    const { code, stdout } = await npmRun(['--', 'clients', 'rotate-secret', 'web', '--overlap', '0']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('The old secret no longer works.')]);
  });
});
