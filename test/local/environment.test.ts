import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoClientsFile, localEnvironment, root } from '../../local/environment.ts';
import { greeting } from '../../local/greeting.ts';
import { StartError } from '../../local/start-error.ts';

let folder = '';
let missing = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-'));
  missing = join(folder, 'missing.json');
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

it('needs nothing to be set', async () => {
  expect(await localEnvironment({}, missing)).toEqual({
    port: 7071,
    variables: {
      PORT: '7071',
      ISSUER: 'http://localhost:7071',
      STORE: 'memory',
      CLIENTS_FILE: demoClientsFile,
      KEYS_FILE: join(root, '.data', 'keys.json'),
    },
  });
});

it('prefers the environment, then local.settings.json, over its defaults', async () => {
  const settings = await file('both.json', { Values: { STORE: 'table', ISSUER: 'https://file.example', COUNT: null } });
  const { variables } = await localEnvironment({ ISSUER: 'https://env.example', PORT: '8080', KEYS: '{}' }, settings);
  expect(variables).toMatchObject({ ISSUER: 'https://env.example', STORE: 'table', PORT: '8080', KEYS: '{}' });
  expect(variables).not.toHaveProperty('KEYS_FILE');
  expect(variables).not.toHaveProperty('COUNT');
});

it('treats an empty variable as not set', async () => {
  const settings = await file('empty.json', { Values: { STORE: 'table', PORT: '' } });
  const { variables } = await localEnvironment({ PORT: '', STORE: '', ISSUER: '' }, settings);
  expect(variables).toMatchObject({ PORT: '7071', STORE: 'table', ISSUER: 'http://localhost:7071' });
});

it('chooses a port for PORT=0, and names it in the issuer', async () => {
  const { port, variables } = await localEnvironment({ PORT: '0' }, missing);
  expect(port).toBeGreaterThan(0);
  expect(variables).toMatchObject({ PORT: String(port), ISSUER: `http://localhost:${port}` });
});

it.each(['abc', '65536', '-1', '1.5', '0x50', '123456'])('refuses PORT=%s in one line', async (PORT) => {
  const problem = await localEnvironment({ PORT }, missing).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(StartError);
  expect(problem).toMatchObject({ message: `PORT is "${PORT}"; set a number from 0 to 65535: PORT=7072 npm start` });
});

it('reads local.settings.json as Core Tools do: comments, trailing commas, numbers, booleans, names in any letter case', async () => {
  const settings = await file(
    'core-tools.json',
    `{
  // of this laptop
  "isEncrypted": false,
  "values": {
    "PASSWORD_GRANT": true, /* for a test */
    "SESSION_LIFETIME": 86400,
    "NUMBER": 12345678901234567890,
    "URL": "https://a.example//b",
    "NOTHING": null,
  },
}`,
  );
  const { variables } = await localEnvironment({}, settings);
  expect(variables).toMatchObject({
    PASSWORD_GRANT: 'true',
    SESSION_LIFETIME: '86400',
    NUMBER: '12345678901234567890',
    URL: 'https://a.example//b',
  });
  expect(variables).not.toHaveProperty('NOTHING');
});

it.each<BufferEncoding>(['utf8', 'utf16le'])(
  'accepts a local.settings.json with a byte order mark, in %s',
  async (encoding) => {
    const settings = join(folder, 'mark.json');
    await writeFile(settings, '\uFEFF{ "Values": { "BRAND_NAME": "Ačgārnā" } }', encoding);
    expect((await localEnvironment({}, settings)).variables).toMatchObject({ BRAND_NAME: 'Ačgārnā' });
  },
);

it.each([
  ['is broken', '{\n  "Values": { "KEYS": "hunter2" \n', ' is not valid JSON, line 3.'],
  ['has a value without quotes', '{ "Values": { "KEYS": hunter2 } }', ' is not valid JSON, line 1.'],
  ['is empty', '', ' is not valid JSON, line 1.'],
  ['is a list', '["hunter2"]', ' is not valid JSON, line 1.'],
  [
    'has an object for a value',
    '{ "Values": { "KEYS": { "k": "hunter2" } } }',
    ': the value of KEYS must be a string, a number or a boolean.',
  ],
  [
    'is encrypted',
    '{ "IsEncrypted": true, "Values": { "KEYS": "hunter2" } }',
    ' is encrypted, and only Core Tools can decrypt it. Run: func settings decrypt (or set IsEncrypted to false and enter the values again)',
  ],
])('reports a local.settings.json that %s, and repeats nothing of it', async (_, content, problem) => {
  const settings = await file('refused.json', content);
  await expect(localEnvironment({}, settings)).rejects.toThrow(new StartError(settings + problem));
});

it('reports a local.settings.json that cannot be read', async () => {
  await expect(localEnvironment({}, folder)).rejects.toThrow(new StartError(`${folder} cannot be read (EISDIR).`));
});

it('accepts a local.settings.json that is encrypted and has no values', async () => {
  const settings = await file('encrypted.json', { IsEncrypted: true, Values: {} });
  expect((await localEnvironment({}, settings)).port).toBe(7071);
});

it('leaves the default port out of the issuer, as URLs do', async () => {
  const { variables } = await localEnvironment({ PORT: '80' }, await file('none.json', {}));
  expect(variables.ISSUER).toBe('http://localhost');
});

it('warns when the issuer has another port than the service', async () => {
  const text = await greeting({ port: 7072, issuer: 'http://localhost:7071', clientsFile: demoClientsFile });
  expect(text).toContain('so clients will refuse it. Set ISSUER=http://localhost:7072');
});

const token = 'http://localhost:7071/token';

it('greets with a command that gets a token for the demo client', async () => {
  const text = await greeting({ port: 7071, issuer: 'http://localhost:7071', clientsFile: demoClientsFile });
  expect(text).toContain('demo: demo-job, demo-web, demo-native, demo-device, demo-api');
  expect(text).toContain(
    `curl -u demo-job:demo-job-secret-for-local-use-only -d grant_type=client_credentials ${token}\n`,
  );
});

it('prints no missing client, and no secret that the user set', async () => {
  const issuer = 'https://auth.example/p';
  for (const clients of [[{ client_id: 'demo-job', client_secret: 'of the user' }], [null], {}, 'no JSON']) {
    const text = await greeting({ port: 7071, issuer, clientsFile: await file('clients.json', clients) });
    expect(text).toContain(
      'curl -u CLIENT_ID:CLIENT_SECRET -d grant_type=client_credentials http://localhost:7071/p/token',
    );
    expect(text).not.toContain('of the user');
  }
});
