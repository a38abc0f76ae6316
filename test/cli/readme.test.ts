// The tour of docs/command-line.md and the README's commands, run as they are written against the service of `npm start`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAzurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem } from '../support/grants.ts';
import { patientProcess } from '../support/patient-processes.ts';
import { startServer } from '../support/server.ts';
import { shellWords } from './shell-words.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = await readFile(join(root, 'README.md'), 'utf8');
const page = await readFile(join(root, 'docs', 'command-line.md'), 'utf8');
const [, chapter = ''] = /\n## A tour\n([\s\S]*?)\n## /.exec(page) ?? [];

let cli: CommandLine;
let service: ChildProcess;
let url = '';

beforeAll(async () => {
  // The port of the README may be in use, so this is another one.
  cli = await openCommandLine();
  await cp(join(root, 'dist'), join(cli.folder, 'dist'), { recursive: true });
  service = spawn(process.execPath, [join(cli.folder, 'out', 'start.js')], {
    env: { PORT: '0', ...patientProcess },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (!service.stdout) throw new Error('the output is piped');
  for await (const line of createInterface({ input: service.stdout })) {
    url ||= /(http:\/\/localhost:\d+)\/token/.exec(line)?.[1] ?? '';
    if (line.startsWith('Ctrl-C')) break;
  }
});
afterAll(async () => {
  service.kill('SIGINT');
  await once(service, 'exit');
  await cli.close();
});

/** A user's grant to the demo client, as a sign-in would give it. */
async function grant(subject: string): Promise<void> {
  const clients: object[] = JSON.parse(await readFile(join(root, 'local', 'demo-clients.json'), 'utf8'));
  const environment = {
    ISSUER: url,
    STORE: 'table',
    GRANTS_STORAGE: findAzurite(join(cli.folder, '.data', 'azurite')) ?? '',
    KEYS: '',
    KEYS_FILE: join(cli.folder, '.data', 'keys.json'),
  };
  const signer = await startServer({ clients, clock: systemClock, environment });
  const code = await signer.issueCode('demo-web', { subject, scope: ['reports.read'] });
  const redeemed = await redeem({ url }, code, {
    client_id: 'demo-web',
    client_secret: 'demo-web-secret-for-local-use-only',
    redirect_uri: 'http://127.0.0.1:7080/callback',
  });
  await signer.close();
  expect(redeemed.status, redeemed.text).toBe(200);
}

/** Replaces values that differ from run to run; each has a constant length. */
function masked(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'TIME')
    .replaceAll(/[0-9a-f]-\d{8}-[\w-]{22}/g, 'GRANT')
    .replaceAll(/(?<=client_secret: )[\w-]{43}/g, 'SECRET')
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')
    .replaceAll(/clock {5}\d s/g, 'clock     0 s')
    .replaceAll(url, 'http://localhost:7071');
}

it('prints the output that the tour shows', async () => {
  await grant('u_Zk3vQ9tXbM5rYh1aWc7LpA');
  await writeFile(join(cli.folder, 'request.txt'), /```sh\n(curl .*payments.*)\n```/.exec(readme)?.[1] ?? '');
  const shown = [...chapter.matchAll(/```sh\nnpm run tessera -- (.*)\n```\n\n```\n([\s\S]*?)```/g)];
  expect(shown.length).toBe(chapter.split('```sh').length - 1);
  expect(shown.length).toBe(7);
  for (const [, command = '', output = ''] of shown) {
    const env = { PORT: new URL(url).port };
    const ran = await cli.run(shellWords(command), { env });
    expect([command, ran.code, masked(ran.stdout)]).toEqual([command, 0, masked(output)]);
  }
});

it('accepts the commands of the README', async () => {
  const commands = [...readme.matchAll(/^npm run tessera -- (.*)$/gm)].map(([, command = '']) => command);
  expect(commands.length).toBe(3);
  for (const command of commands) {
    const { code, stdout, stderr } = await cli.run(shellWords(command), { env: { PORT: new URL(url).port } });
    expect([command, code, stdout], stderr).toEqual([command, 0, expect.any(String)]);
  }
});

it('passes selftest, which leaves no client behind', async () => {
  const env = { PORT: new URL(url).port };
  const { code, stdout, stderr } = await cli.run(['selftest', url], { env });
  expect([code, stdout], stderr).toEqual([0, expect.stringMatching(/ passed, 0 failed, 4 not tried, /)]);
  expect((await cli.run(['clients', 'list'], { env })).stdout).not.toContain('selftest');
  expect((await cli.run(['users', 'list'], { env })).stdout).not.toContain('selftest');
});
