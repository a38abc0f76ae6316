// `npm start` on a pseudo terminal.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoClientsFile } from '../../local/environment.ts';
import { patientProcess } from '../support/patient-processes.ts';
import { temporaryFile } from '../support/server.ts';

const start = join(import.meta.dirname, '..', '..', 'out', 'start.js');

const hasTerminal = spawnSync('script', ['--version']).status === 0;

/** What the terminal shows of a refused token request, until `isShown`. */
async function shownOn(environment: Readonly<Record<string, string>>, isShown: RegExp): Promise<string> {
  const keys = `${await temporaryFile('')}.folder/keys.json`;
  const child = spawn('script', ['--quiet', '--return', '--command', `${process.execPath} ${start}`, '/dev/null'], {
    env: {
      ...patientProcess,
      ...{
        PORT: '0',
        DEMO_PORT: '0',
        CLIENTS_FILE: demoClientsFile,
        KEYS_FILE: keys,
        STORE: 'memory',
        TERM: 'xterm-256color',
      },
      ...environment,
    },
    stdio: 'pipe',
  });
  let shown = '';
  let asked: Promise<Response> | undefined;
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      const [, issuer] = /The issuer is (\S+)\r\n[\s\S]*Ctrl-C/.exec(shown) ?? [];
      if (issuer !== undefined)
        asked ??= fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: '\u001b[2J' }) });
      if (isShown.test(shown)) resolve();
    });
  });
  expect((await asked)?.status).toBe(400);
  // Ctrl-C.
  child.stdin.write('\u0003');
  await once(child, 'close');
  return shown;
}

it.runIf(hasTerminal)('shows a readable line for a request, in colour', async () => {
  const shown = await shownOn({}, /trace [0-9a-f-]{36}.*\r\n/);
  expect(shown.replaceAll('\u001b', 'ESC')).toMatch(
    /ESC\[2m\d\d:\d\d:\d\dESC\[22m ESC\[33m400ESC\[39m {2}token {10}- {2}\?\[2J {2}[\d.]+ ms {2}ESC\[33mAADSTS70003: /,
  );
  expect(shown).not.toContain('\u001b[2J');
  expect(shown).not.toContain('"event"');
});

it.runIf(hasTerminal)('shows no colour with NO_COLOR, and JSON with LOG=json', async () => {
  const [plain, json] = await Promise.all([
    shownOn({ NO_COLOR: '1' }, /trace [0-9a-f-]{36}.*\r\n/),
    shownOn({ LOG: 'json' }, /"event":"request".*\r\n/),
  ]);
  expect(plain).toMatch(/^\d\d:\d\d:\d\d 400 {2}token {10}- {2}\?\[2J {2}[\d.]+ ms {2}AADSTS70003: /m);
  expect(plain).not.toContain('\u001b[');
  expect(JSON.parse(/^\{"event":"request".*$/m.exec(json)?.[0] ?? '')).toMatchObject({
    endpoint: 'token',
    status: 400,
  });
});
