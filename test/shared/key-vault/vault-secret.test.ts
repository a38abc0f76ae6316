// The client of Key Vault, as its library speaks to the vault, against a stand-in.
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../shared/base/clock.ts';
import { productionDeadlines } from '../../../shared/base/deadlines.ts';
import { followsNone, type RingVersions } from '../../../shared/key-vault/ring-versions.ts';
import { openVaultSecret } from '../../../shared/key-vault/vault-secret.ts';
import { type KeyVaultStandIn, openKeyVaultStandIn } from '../../support/key-vault-stand-in.ts';

let vault: KeyVaultStandIn;
let versions: RingVersions;
const expired = new AbortController();

beforeEach(async () => {
  // A running process cannot be told of a certificate.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  vault = await openKeyVaultStandIn(() => 1_800_000_000_000);
  for (const [name, value] of Object.entries(vault.environment)) vi.stubEnv(name, value);
  versions = openVaultSecret(
    { vault: vault.url, secret: 'tessera-key-ring' },
    { clientId: undefined, isManaged: true },
    { clock: systemClock, deadlines: { ...productionDeadlines, startTimer: () => AbortSignal.any([expired.signal]) } },
  );
});
afterEach(() => vault.close());
afterAll(() => expired.abort());

it('finds no versions of a secret that does not exist, whether the vault answers 404 or with an empty list', async () => {
  vault.trouble(() => 'not found');
  expect((await versions.list()).versions).toEqual([]);
  await expect(versions.read('1')).rejects.toMatchObject({ trouble: 'refused' });
  vault.trouble(() => undefined);
  expect(await versions.list()).toEqual({ versions: [], vaultTime: 1_800_000_000 });
});

it('adds versions, and lists all of them over several pages', async () => {
  const ids: string[] = [];
  for (const [index, follows] of [followsNone, 'a', 'b', 'c', 'd'].entries()) {
    ids.push(await versions.add(`ring ${index}`, follows));
  }
  const byHand = vault.setByHand('ring of an operator');
  vault.disable(ids[1] ?? '');
  const { versions: listed } = await versions.list();
  const createdAt = 1_800_000_000;
  expect(listed).toEqual([
    { id: ids[0], createdAt, follows: 'none', isEnabled: true },
    { id: ids[1], createdAt, follows: 'a', isEnabled: false },
    { id: ids[2], createdAt, follows: 'b', isEnabled: true },
    { id: ids[3], createdAt, follows: 'c', isEnabled: true },
    { id: ids[4], createdAt, follows: 'd', isEnabled: true },
    { id: byHand, createdAt, follows: undefined, isEnabled: true },
  ]);
  expect(await versions.read(ids[2] ?? '')).toBe('ring 2');
  expect(vault.versions()[0]).toMatchObject({ contentType: 'application/json', tags: { follows: 'none' } });
  await expect(versions.read(ids[1] ?? '')).rejects.toMatchObject({ trouble: 'disabled' });
});

it.each([
  ['forbidden', 'forbidden', 'answers 403 Forbidden ForbiddenByRbac ('],
  ['firewall', 'forbidden', 'answers 403 Forbidden ForbiddenByFirewall ('],
  ['throttled', 'throttled', 'answers 429'],
  ['unavailable', 'unreachable', 'answers 503 ServiceUnavailable ('],
  ['no connection', 'unreachable', 'cannot be reached'],
] as const)('says what is wrong: %s', async (trouble, named, words) => {
  const id = await versions.add('{"a":"secret"}', followsNone);
  vault.trouble(() => trouble);
  const calls = [() => versions.list(), () => versions.read(id), () => versions.add('{"b":"secret"}', id)];
  for (const call of calls) {
    const failure = await call().catch((thrown: Error) => thrown);
    expect(failure).toMatchObject({ name: 'VaultError', trouble: named, message: expect.stringContaining(words) });
    expect(String(failure)).not.toContain('secret"');
  }
  expect(vault.versions()).toHaveLength(1);
});

it('tells how long the vault wants to be left alone', async () => {
  vault.trouble(() => 'throttled');
  await expect(versions.list()).rejects.toMatchObject({ retryAfter: 20 });
});

it('writes a version twice if an answer is lost, with the same content', async () => {
  let lost = 1;
  vault.trouble((method) => (method === 'PUT' && lost-- > 0 ? 'lost answer' : undefined));
  const id = await versions.add('ring', followsNone).catch(() => 'unknown');
  const written = vault.versions();
  expect(written.length).toBeLessThanOrEqual(2);
  expect(written.every(({ value, tags }) => value === 'ring' && tags.follows === 'none')).toBe(true);
  expect(['unknown', written.at(-1)?.id]).toContain(id);
});

it('refuses a ring that no secret can hold, before it sends it', async () => {
  await expect(versions.add('x'.repeat(25_001), followsNone)).rejects.toMatchObject({
    trouble: 'refused',
    message: expect.stringContaining('25001 bytes'),
  });
  expect(vault.requests).toEqual([]);
});

it('waits no longer for the token of the identity than for the vault', async () => {
  const silence = vi.spyOn(ManagedIdentityCredential.prototype, 'getToken').mockReturnValue(new Promise(() => {}));
  const late = openVaultSecret(
    { vault: vault.url, secret: 'tessera-key-ring' },
    { clientId: undefined, isManaged: true },
    { clock: systemClock, deadlines: { ...productionDeadlines, vaultTimeoutMs: 200 } },
  );
  try {
    for (const call of [() => late.list(), () => late.read('1'), () => late.add('{}', followsNone)]) {
      await expect(call()).rejects.toMatchObject({ name: 'VaultError', trouble: 'slow' });
    }
  } finally {
    silence.mockRestore();
  }
});
