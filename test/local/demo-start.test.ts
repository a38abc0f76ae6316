// The demo as `npm start` starts it: a separate process, with the built app and an unshared data folder.

import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAzurite } from '../../local/azurite.ts';
import { findUser } from '../../shared/users/user-store.ts';
import { isGrantActive, newestStep, signInAsAda } from '../examples/demo-server.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { temporaryFile } from '../support/server.ts';
import { startServiceProcess } from '../support/service-process.ts';
import { type BuiltCopy, copyBuilt } from './built-copy.ts';

let copy: BuiltCopy;
beforeAll(async () => {
  copy = await copyBuilt();
});
afterAll(() => copy.remove());

/** Starts with these settings only: the demo clients are the default. */
async function start(environment: Readonly<Record<string, string>> = {}) {
  const service = await startServiceProcess(
    { CLIENTS_FILE: '', ISSUER: '', STORE: 'memory', DEMO_PORT: '0', ...environment },
    copy.folder,
  );
  const [, demoUrl] = /^ {2}open +(\S+)$/m.exec(service.output()) ?? [];
  return { ...service, demoUrl };
}

async function findAda(connectionString: string) {
  return findUser('ada', await openTestStore({ connectionString }));
}

/** The name of the demo clients file while the process uses it. */
async function clientsFiles(): Promise<readonly string[]> {
  const files = await readdir(join(copy.folder, '.data')).catch(() => []);
  return files.filter((name) => name.startsWith('demo-clients'));
}

async function busyPort(port = 0): Promise<{ readonly port: number; readonly server: Server } | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

it('prints the URL that starts a sign-in, and the user to sign in as', async () => {
  const service = await start();
  expect(service.output()).toContain(
    `Try it in the browser:

  open      ${service.demoUrl}
  user      ada
  password  ada-for-local-use-only
`,
  );
  const begun = await fetch(service.demoUrl ?? '', { redirect: 'manual' });
  const to = new URL(begun.headers.get('location') ?? '');
  expect([begun.status, to.origin, to.searchParams.get('redirect_uri')]).toEqual([
    303,
    service.url,
    `${service.demoUrl}/callback`,
  ]);
  const { port } = new URL(service.demoUrl ?? '');
  expect(await clientsFiles()).toEqual([`demo-clients-${port}.json`]);
  await service.end('SIGINT');
  expect(await clientsFiles()).toEqual([]);
});

it.each(['memory', 'table'])(
  'serves the whole life of a grant, from the printed URL on, with STORE=%s',
  async (STORE) => {
    const service = await start({ STORE });
    const { visitor, page } = await signInAsAda(service.demoUrl ?? '');
    expect([page.url.href, isGrantActive(page)]).toEqual([`${service.demoUrl}/grant`, true]);
    const answers: string[] = [];
    let place = page;
    for (const button of [
      'Refresh',
      'Use the old refresh token',
      'Introspect',
      'Ask /userinfo',
      'Replay the code',
      'Revoke',
      'Introspect',
      'Refresh',
    ]) {
      place = await visitor.press(place, button);
      const { answered } = newestStep(place);
      const [, told] = /"(active": \w+|name": "[^"]+|error_description": "AADSTS\d+)/.exec(answered) ?? [];
      answers.push([button, /\d{3}/.exec(answered)?.[0], told].join(' '));
    }
    expect(answers).toEqual([
      'Refresh 200 ',
      'Use the old refresh token 200 ',
      'Introspect 200 active": true',
      'Ask /userinfo 200 name": "Ada Lovelace',
      'Replay the code 400 error_description": "AADSTS54005',
      'Revoke 200 ',
      'Introspect 200 active": false',
      'Refresh 400 error_description": "AADSTS50173',
    ]);
    expect(isGrantActive(place)).toBe(false);
    // The session is still active: a new grant without a password.
    const again = await visitor.open(service.demoUrl ?? '');
    expect([again.url.href, isGrantActive(again)]).toEqual([page.url.href, true]);
    await service.end('SIGINT');
    expect(service.output()).not.toContain('"outcome":"fault"');
  },
);

it('takes a free port when the default is in use, and fails when DEMO_PORT is in use or invalid', async () => {
  // Another process may use the port already, with the same effect.
  const usual = await busyPort(7080);
  const service = await start({ DEMO_PORT: '' });
  usual?.server.close();
  expect(service.demoUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(service.demoUrl).not.toBe('http://127.0.0.1:7080');
  const { port } = new URL(service.demoUrl ?? '');
  for (const [DEMO_PORT, problem] of [
    [port, `The demo cannot listen on port ${port}. Use another: DEMO_PORT=0 npm start`],
    ['80a', 'DEMO_PORT is "80a"; set a number from 0 to 65535: DEMO_PORT=7081 npm start'],
    ['65536', 'DEMO_PORT is "65536"; set a number from 0 to 65535: DEMO_PORT=7081 npm start'],
  ] as const) {
    await expect(start({ DEMO_PORT })).rejects.toThrow(`the service did not start: ${problem}\n`);
  }
  await service.end('SIGINT');
});

it('does not run with other clients, nor for an issuer that is not on loopback', async () => {
  const clients = await temporaryFile([{ client_id: 'own', client_secret: 'x'.repeat(32), grant_types: [] }]);
  const others = { ISSUER: 'https://issuer.example' };
  for (const environment of [
    { CLIENTS_FILE: clients },
    { CLIENTS_FILE: clients, ...others },
    { ...others, DEMO: 'true' },
  ]) {
    const service = await start({ DEMO_PORT: 'not even looked at', ...environment });
    expect(service.demoUrl).toBe(undefined);
    expect(service.output()).not.toContain('ada-for-local-use-only');
    await service.end('SIGINT');
  }
});

it('refuses clients with published secrets for an issuer that is not on loopback, unless DEMO is true', async () => {
  const copied = await temporaryFile([
    { client_id: 'mine', client_secret: 'demo-job-secret-for-local-use-only', grant_types: ['client_credentials'] },
  ]);
  for (const CLIENTS_FILE of ['', copied]) {
    for (const ISSUER of ['https://issuer.example', 'https://192.0.2.1/p']) {
      await expect(start({ CLIENTS_FILE, ISSUER })).rejects.toThrow(
        `the service did not start: The secrets of the demo clients are published, and others can reach the issuer ${ISSUER}. Set CLIENTS_FILE to your own clients, or DEMO=true to use the demo clients all the same.\n`,
      );
    }
  }
});

it('says in one line that it cannot write the clients of another port', async () => {
  const blocked = await copyBuilt();
  await writeFile(join(blocked.folder, '.data'), 'no folder');
  const refused = startServiceProcess(
    { CLIENTS_FILE: '', ISSUER: '', STORE: 'memory', DEMO_PORT: '0' },
    blocked.folder,
  );
  await expect(refused).rejects.toThrow(
    /^the service did not start: The demo on port \d+ needs \S+demo-clients-\d+\.json, which cannot be written \((?:EEXIST|ENOTDIR)\)\.\n$/,
  );
  await blocked.remove();
});

it('keeps its user from start to start, in the tables of this folder', async () => {
  const subjects: unknown[] = [];
  for (const round of [1, 2]) {
    const service = await start({ STORE: 'table' });
    const user = await findAda(findAzurite(join(copy.folder, '.data', 'azurite')) ?? '');
    subjects.push(user?.record.subject);
    expect([round, service.output().includes('ada-for-local-use-only')]).toEqual([round, true]);
    await service.end('SIGINT');
  }
  expect(subjects).toEqual([expect.stringMatching(/^u_/), subjects[0]]);
});

it('adds no account with a published password to a store named by a setting', async () => {
  const azurite = await startTestAzurite();
  const service = await start({ STORE: 'table', GRANTS_STORAGE: azurite.connectionString });
  expect(service.output()).toContain('  user      a user of your store: npm run tessera -- users add\n');
  expect(service.output()).not.toContain('ada-for-local-use-only');
  expect(await findAda(azurite.connectionString)).toBe(undefined);
  await service.end('SIGINT');
  await azurite.close();
});
