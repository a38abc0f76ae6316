// docs/on-behalf-of.md, run as it is written: its commands in a shell against what `npm start` starts, its files with Node.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { patientProcess } from '../support/patient-processes.ts';
import { openPerson } from '../support/person.ts';
import { freePort, openPrograms, type Programs, startServiceOf } from '../support/programs.ts';

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
let programs: Programs;

const here = (text: string) =>
  text
    .replaceAll('http://localhost:7071', url)
    .replaceAll('3001', String(ports.orders))
    .replaceAll('3002', String(ports.billing));

beforeAll(async () => {
  cli = await openCommandLine();
  programs = openPrograms(cli.folder);
  await cp(join(root, 'dist'), join(cli.folder, 'dist'), { recursive: true });
  url = await startServiceOf(programs, {});
  ports.orders = await freePort();
  ports.billing = await freePort();
});
afterAll(async () => {
  await programs.close();
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
  await programs.start('billing.mjs', {}, /^billing on/);
  await programs.start('orders.mjs', { ORDERS_API_SECRET: secret }, /^orders on/);
  const app = await programs.start('app.mjs', {}, /^Open/);
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
