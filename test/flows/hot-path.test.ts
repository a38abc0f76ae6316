// Work that a warm request avoids, and work that it does in parallel.
import { webcrypto } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../build/compile-schema.js';
import { testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { grantClients, introspect, redeem, refresh, signIn } from '../support/grants.ts';
import { postAsJob } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';

let store: CountingStore;
let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    clients: grantClients,
    clock: testClock(),
    change(service) {
      store = countingStore(service.store);
      return { ...service, store };
    },
  });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => server.close());

const { subtle } = webcrypto;
const keyMakers = ['importKey', 'deriveKey', 'deriveBits', 'generateKey', 'unwrapKey', 'exportKey'] as const;

/** Records the names of calls that import or generate keys, from now on. */
function watchKeys(): () => readonly string[] {
  const spies = keyMakers.map((name) => vi.spyOn(subtle, name));
  return () => keyMakers.flatMap((name, index) => Array<string>(spies[index]?.mock.calls.length ?? 0).fill(name));
}

/** Records the signer's calls and results in order, from now on. */
function watchSignatures(): readonly string[] {
  const events: string[] = [];
  const { sign } = subtle;
  vi.spyOn(subtle, 'sign').mockImplementation(async (algorithm, key, data) => {
    const name = key.algorithm.name;
    events.push(`${name} starts`);
    const signature = await sign.call(subtle, algorithm, key, data);
    events.push(`${name} ends`);
    return signature;
  });
  return events;
}

describe('a warm client_credentials request', () => {
  it('makes no store call and imports no key', async () => {
    await postAsJob(server);
    store.takeCalls();
    const keysMade = watchKeys();
    for (let times = 0; times < 3; times += 1) expect((await postAsJob(server)).status).toBe(200);
    expect(keysMade()).toEqual([]);
    expect(store.takeCalls()).toEqual([]);
  });

  it('signs once', async () => {
    const events = watchSignatures();
    await postAsJob(server);
    expect(events).toEqual(['ECDSA starts', 'ECDSA ends']);
  });
});

describe('a warm user grant', () => {
  it('imports no key when a code is issued and redeemed and a token is refreshed', async () => {
    const { refreshToken } = await signIn(server);
    await refresh(server, refreshToken);
    const keysMade = watchKeys();
    const next = await signIn(server);
    expect((await refresh(server, next.refreshToken)).status).toBe(200);
    expect(keysMade()).toEqual([]);
  });

  it('starts independent signatures in parallel', async () => {
    const code = await server.issueCode('web');
    const events = watchSignatures();
    await redeem(server, code);
    expect(events.slice(0, 2).sort()).toEqual(['ECDSA starts', 'HMAC starts']);
    expect(events.slice(2).sort()).toEqual(['ECDSA ends', 'HMAC ends']);
  });

  it('delays only the id token, which contains the hash of the access token', async () => {
    const code = await server.issueCode('web', { scope: ['openid', 'reports.read'] });
    const events = watchSignatures();
    await redeem(server, code);
    expect(events.slice(0, 2).sort()).toEqual(['ECDSA starts', 'HMAC starts']);
    expect(events.indexOf('RSASSA-PKCS1-v1_5 starts')).toBeGreaterThan(events.indexOf('ECDSA ends'));
    expect(events).toHaveLength(6);
  });
});

describe('a warm introspection', () => {
  it('imports no key and signs nothing, for every kind of token', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    const tokens = [accessToken, refreshToken];
    for (const token of tokens) await introspect(server, token);
    const keysMade = watchKeys();
    const signatures = watchSignatures();
    for (const token of tokens) expect((await introspect(server, token)).json.active).toBe(true);
    expect([keysMade(), signatures]).toEqual([[], []]);
  });
});

describe('the deployed bundle', () => {
  it('contains no schema compiler: schemas are compiled at build time', async () => {
    // `npm test` builds it first.
    const files = (await readdir(`${root}/dist`)).map((file) => readFile(`${root}/dist/${file}`, 'utf8'));
    const bundle = (await Promise.all(files)).join();
    expect(bundle).toContain('AADSTS');
    expect(bundle).not.toMatch(/class Ajv|new Function\(/);
  });
});
