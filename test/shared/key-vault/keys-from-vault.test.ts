// A service whose key ring is in a vault, through the library of Key Vault and a stand-in for it.

import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openVaultSecret } from '../../../shared/key-vault/vault-secret.ts';
import { generateKeyRing, type KeyRingRecord } from '../../../shared/keys/key-ring-record.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import type { KeyVaultStandIn } from '../../support/key-vault-stand-in.ts';
import { expectTokens, postAsJob, send } from '../../support/request.ts';
import { openTestService, startServer, type TestServer, testKeyRing } from '../../support/server.ts';
import { openVaultOfService } from '../../support/vault-service.ts';

let clock: TestClock;
let vault: KeyVaultStandIn;
let ring: KeyRingRecord;
let later: KeyRingRecord;
let server: TestServer | undefined;
let environment: Readonly<Record<string, string>>;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  ring = await testKeyRing();
  later = await generateKeyRing(['ES256', 'RS256'], 1);
});

beforeEach(async () => {
  clock = testClock();
  ({ vault, environment, lines } = await openVaultOfService(clock));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await vault.close();
});

async function start(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  server = await startServer({ clock, environment: { ...environment, ...settings } });
  return server;
}

async function kidOfNewToken(): Promise<string | undefined> {
  if (!server) throw new Error('no server');
  const answer = await postAsJob(server);
  expectTokens(answer, 'reports.read');
  return decodeProtectedHeader(answer.json.access_token).kid;
}

function kidOf(record: KeyRingRecord): string | undefined {
  return record.signing.find(({ alg, status }) => alg === 'ES256' && status === 'active')?.kid;
}

/** Requests start a reading, and do not wait for it. */
async function read(): Promise<void> {
  const before = vault.requests.length;
  await kidOfNewToken();
  await vi.waitFor(() => expect(vault.requests.length).toBeGreaterThan(before));
  await server?.service.keysOfVault?.renewed().catch(() => {});
}

it('signs with the ring of the vault, which it reads again every two minutes', async () => {
  vault.setByHand(JSON.stringify(ring));
  await start();
  expect(await kidOfNewToken()).toBe(kidOf(ring));
  clock.advance(1);
  const id = vault.setByHand(JSON.stringify(later));
  const asked = vault.requests.length;
  clock.advance(118);
  expect(await kidOfNewToken()).toBe(kidOf(ring));
  expect(vault.requests.length).toBe(asked);
  clock.advance(1);
  await read();
  expect(await kidOfNewToken()).toBe(kidOf(later));
  const file = `${vault.url}/secrets/tessera-key-ring`;
  const kids = [...later.signing, ...later.sealing].map(({ kid }) => kid);
  expect(lines).toEqual([expect.objectContaining({ event: 'key_ring_changed', file, version: id, kids })]);
});

it('waits for the vault after a long pause, so that a key that was removed meanwhile does not count', async () => {
  vault.setByHand(JSON.stringify(ring));
  await start();
  clock.advance(1);
  vault.setByHand(JSON.stringify(later));
  clock.advance(240);
  expect(await kidOfNewToken()).toBe(kidOf(later));
});

it('reads the content of a version once', async () => {
  vault.setByHand(JSON.stringify(ring));
  await start();
  clock.advance(240);
  await kidOfNewToken();
  const [first] = vault.versions();
  const list = 'GET /secrets/tessera-key-ring/versions';
  expect(vault.requests).toEqual([list, `GET /secrets/tessera-key-ring/${first?.id}`, list]);
});

it('works on with the last ring while the vault is away, for a day less six minutes, and says so', async () => {
  vault.setByHand(JSON.stringify(ring));
  const { log } = await start();
  vault.trouble(() => 'unavailable');
  clock.advance(300);
  expect(await kidOfNewToken()).toBe(kidOf(ring));
  const why = `KEY_VAULT: the key ring cannot be looked up in ${vault.url}: it answers 503`;
  expect(lines).toEqual([
    expect.objectContaining({ event: 'key_ring_unreadable', problems: [expect.stringContaining(why)] }),
  ]);
  const health = async () => (server ? send(server, '/health/ready') : undefined);
  expect((await health())?.json).toMatchObject({
    status: 'ready',
    key_ring: { status: 'not_read', last_read: '2026-11-21T07:30:00Z', usable_until: '2026-11-22T07:24:00Z' },
  });

  clock.advance(86_400 - 360 - 300 - 1);
  expect(await kidOfNewToken()).toBe(kidOf(ring));
  clock.advance(1);
  if (!server) throw new Error('no server');
  expect(await postAsJob(server)).toMatchObject({
    status: 503,
    json: { error: 'temporarily_unavailable', error_codes: [50000, 5000004] },
  });
  expect((await health())?.json).toMatchObject({
    status: 'not_ready',
    checks: { keys: { error_codes: [50000, 5000004] } },
  });
  expect(log.at(-1)).toMatchObject({ cause: expect.stringContaining(why) });

  vault.trouble(() => undefined);
  clock.advance(30);
  expect(await kidOfNewToken()).toBe(kidOf(ring));
  expect(lines.at(-1)).toMatchObject({ event: 'key_ring_read_again' });
  expect((await health())?.json).toMatchObject({ status: 'ready', key_ring: { status: 'read' } });
});

it('asks a vault that failed again after half a minute only', async () => {
  vault.setByHand(JSON.stringify(ring));
  await start();
  vault.trouble(() => 'throttled');
  clock.advance(120);
  await read();
  const asked = vault.requests.length;
  clock.advance(29);
  await kidOfNewToken();
  expect(vault.requests.length).toBe(asked);
});

it.each([
  ['no key ring', '{"signing":[]}'],
  ['no JSON', '{"signing":'],
  ['a ring without a key for ES256', undefined],
])('keeps the ring in use when the new version is %s', async (_, content) => {
  vault.setByHand(JSON.stringify(ring));
  await start();
  clock.advance(1);
  vault.setByHand(content ?? JSON.stringify(await generateKeyRing(['RS256'], 1)));
  clock.advance(240);
  expect(await kidOfNewToken()).toBe(kidOf(ring));
  expect(lines).toEqual([expect.objectContaining({ event: 'key_ring_unreadable' })]);
  expect(JSON.stringify(lines)).not.toContain('"d"');
});

it('keeps the ring in use when its version is disabled and there is no other', async () => {
  vault.setByHand(JSON.stringify(ring));
  await start();
  const [first] = vault.versions();
  vault.disable(first?.id ?? '');
  clock.advance(240);
  expect(await kidOfNewToken()).toBe(kidOf(ring));
});

it.each([
  ['there is no secret', undefined, 'KEY_VAULT: the vault has no key ring; keys rotate makes the first'],
  ['the role is missing', 'forbidden', 'it answers 403 Forbidden ForbiddenByRbac ('],
  ['nothing answers', 'no connection', 'it cannot be reached (ECONNRESET)'],
] as const)('does not start when %s, and makes no ring', async (_, trouble, words) => {
  vault.trouble(() => trouble);
  const start = openTestService({ clock, environment: environment, deadlines: patientDeadlines });
  await expect(start).rejects.toMatchObject({ name: 'ConfigError', problems: [expect.stringContaining(words)] });
  expect(vault.versions()).toEqual([]);
});

it('ignores a version that was written too late', async () => {
  const [first, second] = [vault.setByHand(JSON.stringify(ring)), JSON.stringify(later)];
  const { service } = await start();
  const versions = openVaultSecret(
    { vault: vault.url, secret: 'tessera-key-ring' },
    { clientId: undefined, isManaged: false },
    { clock, deadlines: patientDeadlines },
  );
  await versions.add(second, first);
  clock.advance(1);
  await versions.add(JSON.stringify(ring), first);
  await service.keysOfVault?.renewed();
  expect(await kidOfNewToken()).toBe(kidOf(later));
});
