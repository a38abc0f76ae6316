// docs/on-behalf-of.md, run as it is written: its commands in a shell against what `npm start` starts, its files with Node.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { patientProcess } from '../support/patient-processes.ts';
import { openPerson } from '../support/person.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'on-behalf-of.md'), 'utf8');
const run = promisify(execFile);

const commands = [...page.matchAll(/^npm run tessera -- (clients add .*)$/gm)].map(([, command = '']) => command);

/** The file that the page tells to save, with the addresses of this run. */
function fileNamed(name: string): string {
  const [, text = ''] = new RegExp(`Save it as \`${name}\`:\n\n\`\`\`js\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  return here(text);
}

let cli: CommandLine;
let url = '';
const ports: { orders: number; billing: number } = { orders: 0, billing: 0 };
const children: ChildProcess[] = [];

const here = (text: string) =>
  text
    .replaceAll('http://localhost:7071', url)
    .replaceAll('3001', String(ports.orders))
    .replaceAll('3002', String(ports.billing));

/** Starts a program, and waits until it prints such a line. */
async function start(
  file: string,
  environment: Readonly<Record<string, string>>,
  until: RegExp,
): Promise<{ readonly lines: string[]; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [join(cli.folder, file)], {
    cwd: cli.folder,
    env: { ...patientProcess, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  if (!child.stdout) throw new Error('the output is piped');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line);
      if (until.test(line)) resolve();
    });
    child.once('exit', () => reject(new Error(`${file} ended: ${lines.join('\n')}`)));
  });
  return { lines, child };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return address && typeof address === 'object' ? address.port : 0;
}

beforeAll(async () => {
  cli = await openCommandLine();
  await cp(join(root, 'dist'), join(cli.folder, 'dist'), { recursive: true });
  const { lines } = await start(join('out', 'start.js'), { PORT: '0' }, /^Ctrl-C/);
  url = lines.flatMap((line) => /(http:\/\/localhost:\d+)\/token/.exec(line)?.[1] ?? [])[0] ?? '';
  ports.orders = await freePort();
  ports.billing = await freePort();
});
afterAll(async () => {
  for (const child of children.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGINT');
    await once(child, 'exit');
  }
  await cli.close();
});

it('docs/on-behalf-of.md works as it is written', async () => {
  expect(commands).toHaveLength(3);
  const environment = { ...patientProcess, PATH: process.env.PATH ?? '', PORT: new URL(url).port };
  const printed: string[] = [];
  for (const command of commands) {
    const asWritten = `node out/tessera.js ${command}`;
    printed.push((await run('sh', ['-c', asWritten], { cwd: cli.folder, env: environment })).stdout);
  }
  const secret = /client_secret: ([\w-]{43})/.exec(printed[1] ?? '')?.[1] ?? '';
  expect(secret).not.toBe('');

  for (const name of ['billing.mjs', 'orders.mjs', 'app.mjs']) {
    await writeFile(join(cli.folder, name), fileNamed(name));
  }
  await start('billing.mjs', {}, /^billing on/);
  await start('orders.mjs', { ORDERS_API_SECRET: secret }, /^orders on/);
  const app = await start('app.mjs', {}, /^Open/);
  const address = new URL(app.lines[0]?.replace('Open ', '') ?? '');

  const person = openPerson(url, [{ url }]);
  const signIn = await person.open(`${address.pathname}${address.search}`);
  const back = await person.submit(signIn, 'Sign in', { username: 'ada', password: 'ada-for-local-use-only' });
  const ended = once(app.child, 'close');
  expect(await (await fetch(back.url)).text()).toBe('Signed in. Go back to the terminal.');
  await ended;
  expect(app.lines[1]).toMatch(/^200 \{ charged: 'u_[\w-]+', by: 'orders-api' \}$/);

  // Neither API takes a token that is not for it.
  for (const place of [`127.0.0.1:${ports.orders}/orders`, `127.0.0.1:${ports.billing}/charges`]) {
    const headers = { Authorization: 'Bearer nonsense' };
    expect((await fetch(`http://${place}`, { method: 'POST', headers })).status).toBe(401);
  }
});
