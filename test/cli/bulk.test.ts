// Thousands of records: how far a command is, and what it prints of them.
import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { table } from '../../cli/terminal/output.ts';
import { showProgress } from '../../cli/terminal/progress.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { openCommandLine, storeLine } from '../support/command-line.ts';

it('prints a table of more rows than a call can have arguments', () => {
  const rows = Array.from({ length: 150_000 }, (_, index) => [String(index)]);
  expect(table(['number'], rows).split('\n')).toHaveLength(150_001);
});

it('shows how far it is on a terminal, at most ten times in a second, and nothing elsewhere', () => {
  const show = (isTTY: boolean, total?: number) => {
    let written = '';
    let now = 0;
    const stream = {
      isTTY,
      write(part: string) {
        written += part;
        return true;
      },
    };
    const progress = showProgress({ nouns: 'clients', ...(total !== undefined && { total }) }, stream, () => now);
    for (let done = 1; done <= (total ?? 250); done += 1) {
      now += 1;
      progress.advance(done);
    }
    progress.end();
    return written;
  };
  expect(show(true, 250)).toBe('\r100 of 250 clients\r200 of 250 clients\r250 of 250 clients\r\u001b[K');
  expect(show(true)).toBe('\r100 clients\r200 clients\r\u001b[K');
  expect([show(true, 99), show(false, 250), show(false)]).toEqual(['', '', '']);
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

it.runIf(hasTerminal)('shows an import on a terminal, and only its result in a pipe', async () => {
  const [azurite, cli] = [await startTestAzurite(), await openCommandLine()];
  try {
    const env = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
    const file = join(cli.folder, 'clients.json');
    const records = Array.from({ length: 120 }, (_, index) => ({
      client_id: `job-${index}`,
      grant_types: ['client_credentials'],
      client_secrets: [{ sha256: '0'.repeat(64) }],
      scope: 'a',
      resource: ['https://api.example'],
    }));
    await writeFile(file, JSON.stringify(records));
    const command = [process.execPath, join(cli.folder, 'out', 'tessera.js'), 'clients', 'import', file].join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: cli.folder,
      env: { ...env, PATH: process.env.PATH, TERM: 'dumb' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ids = records.map(({ client_id }) => client_id).join(', ');
    expect((await text(child.stdout)).replaceAll('\r\n', '\n')).toMatch(
      new RegExp(`^store: \\S+\n(?:\r1\\d\\d of 120 clients)+\r\u001b\\[KRegistered: ${ids}\n$`),
    );
    expect(await cli.run(['clients', 'import', file], { env })).toEqual({
      code: 0,
      stdout: `Unchanged: ${ids}\n`,
      stderr: storeLine(azurite.connectionString),
    });
  } finally {
    await Promise.all([azurite.close(), cli.close()]);
  }
});
