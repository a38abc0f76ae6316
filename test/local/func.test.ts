import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAzurite, startAzurite } from '../../local/azurite.ts';
import { findUser } from '../../shared/users/user-store.ts';
import { openTestStore } from '../support/azurite.ts';
import { patientProcess } from '../support/patient-processes.ts';
import { type BuiltCopy, copyBuilt } from './built-copy.ts';

/** Replaces Core Tools: prints its arguments and environment, and keeps running. */
const coreTools = `#!${process.execPath}
const { AzureWebJobsStorage, GRANTS_STORAGE, STORE, PORT, FUNCTIONS_WORKER_RUNTIME } = process.env;
process.on('SIGTERM', () => process.exit(7));
console.log(JSON.stringify({
  arguments: process.argv.slice(2), AzureWebJobsStorage, GRANTS_STORAGE, STORE, PORT, FUNCTIONS_WORKER_RUNTIME,
}));
setInterval(() => {}, 1000);
`;

let copy: BuiltCopy;
beforeAll(async () => {
  copy = await copyBuilt();
  const bin = join(copy.folder, 'node_modules', 'azure-functions-core-tools', 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'func'), coreTools, { mode: 0o755 });
});
afterAll(() => copy.remove());

interface Started {
  readonly child: ChildProcess;
  readonly said: Record<string, unknown>;
}

async function startFunc(environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = spawn(process.execPath, [join(copy.folder, 'out', 'func.js'), '--verbose'], {
    env: { PORT: '7099', ...patientProcess, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, said: JSON.parse(line) };
}

async function end({ child }: Started): Promise<unknown> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await exited;
  return code;
}

it('starts Core Tools without storage for the host, which the app does not need, and ends with their exit code', async () => {
  const started = await startFunc();
  expect(started.said).toEqual({
    arguments: ['start', '--port', '7099', '--verbose'],
    STORE: 'memory',
    PORT: '7099',
    FUNCTIONS_WORKER_RUNTIME: 'node',
  });
  expect(await end(started)).toBe(7);
});

it('starts the tables of npm start when STORE=table', async () => {
  const started = await startFunc({ STORE: 'table' });
  const found = findAzurite(join(copy.folder, '.data', 'azurite'));
  const store = await openTestStore({ connectionString: found ?? '' });
  expect(await findUser('ada', store), 'the demo user').toBeDefined();
  await end(started);
  expect(found).toMatch(/;TableEndpoint=http:/);
  expect(started.said).toMatchObject({ STORE: 'table', GRANTS_STORAGE: found });
  const other = await startFunc({ STORE: 'table', GRANTS_STORAGE: 'AccountName=a' });
  await end(other);
  expect(other.said).toMatchObject({ GRANTS_STORAGE: 'AccountName=a' });
});

it('starts alongside an Azurite that holds the grants of npm start', async () => {
  const azurite = await startAzurite(join(copy.folder, '.data', 'azurite'));
  const started = await startFunc();
  expect(started.said).toMatchObject({ STORE: 'memory' });
  await end(started);
  await azurite.close();
});

it('passes on the host storage that the environment or local.settings.json sets', async () => {
  const first = await startFunc({ AzureWebJobsStorage: 'UseDevelopmentStorage=true' });
  await end(first);
  const settings = join(copy.folder, 'local.settings.json');
  await writeFile(settings, JSON.stringify({ Values: { AzureWebJobsStorage: 'AccountName=a' } }));
  const second = await startFunc();
  await end(second);
  expect([first, second].map(({ said }) => said.AzureWebJobsStorage)).toEqual([
    'UseDevelopmentStorage=true',
    'AccountName=a',
  ]);
});

it('ends when the shell of npm ends', async () => {
  // Without the trailing `true`, the shell would replace itself with the command.
  const command = `"${process.execPath}" "${join(copy.folder, 'out', 'func.js')}"; true`;
  const shell = spawn('sh', ['-c', command], {
    env: { PORT: '7099', STORE: 'table', npm_lifecycle_event: 'func' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  shell.stderr.resume();
  await once(createInterface({ input: shell.stdout }), 'line');
  // Core Tools and the Azurite hold the pipes as well: they close with the last.
  const closed = once(shell, 'close');
  shell.kill('SIGTERM');
  await closed;
  expect(await readdir(join(copy.folder, '.data', 'azurite'))).toEqual(['tables.json']);
});

it('says what is wrong with the settings, and starts nothing', async () => {
  const child = spawn(process.execPath, [join(copy.folder, 'out', 'func.js')], {
    env: { PORT: '7099', SIGNING_ALG: 'none', GRANTS_STORAGE__clientSecret: 'hunter2', STORE: 'table' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: `Tessera cannot start, its settings are wrong:
  - SIGNING_ALG must be ES256, RS256, PS256 or EdDSA
  - GRANTS_STORAGE__clientSecret is not read here; the members of GRANTS_STORAGE are tableServiceUri, accountName, credential, clientId
`,
  });
});
