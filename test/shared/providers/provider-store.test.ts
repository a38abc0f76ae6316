// Provider records in the store and in PROVIDERS_FILE: validated, with encrypted secrets, read at most once a minute.
import { beforeEach, describe, expect, it } from 'vitest';
import { openKeyRing } from '../../../shared/keys/key-ring.ts';
import { generateKeyRing, type KeyRingRecord } from '../../../shared/keys/key-ring-record.ts';
import type { Keys } from '../../../shared/keys/keys.ts';
import type { ProviderRecord } from '../../../shared/providers/provider-record.ts';
import { openProviderRegistry } from '../../../shared/providers/provider-registry.ts';
import {
  addProvider,
  changeProvider,
  findStoredProvider,
  listProviders,
  removeProvider,
} from '../../../shared/providers/provider-store.ts';
import { readProvidersFile } from '../../../shared/providers/providers-file.ts';
import { readProvider } from '../../../shared/providers/read-provider.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import { type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { temporaryFile } from '../../support/server.ts';

const secret = 'the secret of Entra';
const entra: ProviderRecord = {
  id: 'entra',
  issuer: 'https://id.example/v2.0',
  client_id: 'tessera',
  client_secret: secret,
};
const corp: ProviderRecord = { ...entra, id: 'corp', issuer: 'https://corp.example', client_authentication: 'none' };
const { client_secret: _, ...withoutSecret } = corp;

const partition = namedPartition('providers', 'all');
const first = await generateKeyRing(['ES256'], 1);
const second = await generateKeyRing(['ES256'], 2);

let clock: TestClock;
let store: Store;
let ring: KeyRingRecord;

const keys: Keys = { current: () => openKeyRing(ring, 'https://issuer.example') };
const parts = () => ({ store, keys });
const json = async () => JSON.stringify((await store.read(partition)).rows);

beforeEach(() => {
  clock = testClock();
  store = memoryStore(clock);
  ring = first;
});

/** The next master, with the former one as a retired one. */
function rotated(): KeyRingRecord {
  const retired = first.sealing.map((master) => ({ ...master, status: 'retired' as const, retired_at: 2 }));
  return { ...second, sealing: [...second.sealing, ...retired] };
}

describe('a provider in the store', () => {
  it('is found with its secret, which no row has', async () => {
    expect(await addProvider(entra, parts())).toBe('added');
    expect(await addProvider({ ...entra, client_id: 'other' }, parts())).toBe('exists');
    expect(await addProvider(withoutSecret, parts())).toBe('added');
    expect((await listProviders(parts())).map(({ record }) => record)).toEqual([withoutSecret, entra]);
    expect((await findStoredProvider('entra', parts()))?.record).toEqual(entra);
    expect(await findStoredProvider('other', parts())).toBeUndefined();
    expect(await json()).not.toContain(secret);
    expect(await json()).not.toContain('"client_secret');
  });

  it('is changed from its present revision only, and removed', async () => {
    await addProvider(entra, parts());
    const found = await findStoredProvider('entra', parts());
    const changed = { ...entra, client_secret: 'another' };
    expect(await changeProvider(changed, found?.revision ?? '', parts())).toBe('changed');
    expect(await changeProvider(entra, found?.revision ?? '', parts())).toBe('outdated');
    const now = await findStoredProvider('entra', parts());
    expect(now?.record).toEqual(changed);
    expect(await removeProvider('entra', now?.revision ?? '', parts())).toBe('removed');
    expect(await listProviders(parts())).toEqual([]);
  });

  it('loses its secret with the master of the key ring, and says so', async () => {
    await addProvider(entra, parts());
    ring = second;
    const { client_secret: _secret, ...without } = entra;
    expect(await findStoredProvider('entra', parts())).toMatchObject({ record: without, isSecretLost: true });
  });

  it('does not open the secret of another provider', async () => {
    await addProvider(entra, parts());
    const { rows } = await store.read(partition);
    const row = rows.find(({ name }) => name.startsWith('record.'));
    await store.commit(partition, [
      { insert: 'provider.evil', values: { provider: 'evil' } },
      { insert: 'record.evil.1', values: { json: String(row?.values.json).replace('"entra"', '"evil"') } },
    ]);
    expect(await findStoredProvider('evil', parts())).toMatchObject({ isSecretLost: true });
  });
});

describe('the registry', () => {
  const open = (
    file: readonly ProviderRecord[] = [],
    unusable: [string, readonly string[]][] = [],
    through: Store = store,
  ) => {
    const read = file.map((each) => readProvider(each));
    return openProviderRegistry(
      read.flatMap((each) => ('problems' in each ? [] : [each])),
      { store: through, clock, keys, onUnusable: (id, problems) => unusable.push([id, problems]) },
    );
  };
  const ids = async (providers: Promise<readonly { readonly id: string }[]>) => (await providers).map(({ id }) => id);

  it('offers those of the file and of the store, in their order, and reads the store once a minute', async () => {
    let reads = 0;
    const counting: Store = {
      ...store,
      read(name) {
        reads += 1;
        return store.read(name);
      },
    };
    await addProvider({ ...entra, order: 2 }, parts());
    await addProvider({ ...withoutSecret, id: 'file', client_id: 'of the store' }, parts());
    const registry = open([{ ...withoutSecret, id: 'file', order: 1 }, withoutSecret], [], counting);
    expect(await ids(registry.all())).toEqual(['corp', 'file', 'entra']);
    expect((await registry.find('file'))?.clientId).toBe('tessera');
    expect([await registry.find('nobody'), reads]).toEqual([undefined, 1]);
    await addProvider({ ...withoutSecret, id: 'later' }, parts());
    expect(await registry.find('later')).toBeUndefined();
    clock.advance(61);
    expect((await registry.find('later'))?.id).toBe('later');
    expect(reads).toBe(2);
  });

  it('leaves out a record that is invalid or without its secret, and says so once', async () => {
    await addProvider(entra, parts());
    await addProvider({ ...withoutSecret, client_id: '' }, parts());
    await addProvider({ ...withoutSecret, id: 'good' }, parts());
    ring = second;
    const unusable: [string, readonly string[]][] = [];
    const registry = open([], unusable);
    expect(await ids(registry.all())).toEqual(['good']);
    clock.advance(61);
    expect(await ids(registry.all())).toEqual(['good']);
    expect(unusable).toEqual([
      ['corp', ['client_id must be 1 to 512 printable ASCII characters']],
      ['entra', ['no key of the key ring opens client_secret: set it again']],
    ]);
  });

  it('seals a secret anew once the key ring has another master', async () => {
    await addProvider(entra, parts());
    ring = rotated();
    const registry = open();
    expect((await registry.find('entra'))?.clientSecret).toBe(secret);
    ring = second;
    clock.advance(61);
    expect((await registry.find('entra'))?.clientSecret).toBe(secret);
    expect(await findStoredProvider('entra', parts())).toMatchObject({
      isSecretLost: false,
      isSealedByOldMaster: false,
    });
  });

  it('keeps the providers of the file while the store is down', async () => {
    const down: Store = { ...store, read: () => Promise.reject(new StoreUnavailableError('down')) };
    const registry = open([withoutSecret], [], down);
    expect(await ids(registry.offered())).toEqual(['corp']);
    expect((await registry.find('corp'))?.id).toBe('corp');
    await expect(registry.find('entra')).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a record', () => {
  const problems = (members: object) => {
    const record = Object.entries({ ...entra, ...members }).filter(([, value]) => value !== undefined);
    const read = readProvider(Object.fromEntries(record));
    return 'problems' in read ? read.problems : [];
  };

  it.each<[string, object, string]>([
    [
      'a reserved id',
      { id: 'handoff' },
      'id must be 1 to 32 lower-case letters, digits and -, and neither handoff nor directory',
    ],
    [
      'an id in capitals',
      { id: 'Entra' },
      'id must be 1 to 32 lower-case letters, digits and -, and neither handoff nor directory',
    ],
    ['no issuer', { issuer: undefined }, 'issuer is missing'],
    ['no secret', { client_secret: undefined }, 'client_authentication client_secret requires client_secret'],
    [
      'a secret of no use',
      { client_authentication: 'none' },
      'client_authentication none must not be combined with client_secret',
    ],
    ['a parameter of the protocol', { authorization_parameters: { state: 'x' } }, 'authorization_parameters'],
    ['a scope without openid', { scope: 'email' }, 'scope must contain openid'],
    [
      'a reserved claim',
      { claims_map: { sub: 'oid' } },
      'claims_map: sub is a claim of this server, and cannot be taken from a provider',
    ],
    [
      'GitHub with a tenant',
      { type: 'github', allowed_tenants: ['a'] },
      'type github must not be combined with allowed_tenants',
    ],
    ['an unknown member', { clientId: 'x' }, 'clientId is not'],
    ['a logo without https', { logo_uri: 'javascript:alert(1)' }, 'logo_uri must be an https URL'],
  ])('is refused for %s', (_, members, problem) => {
    expect(problems(members)).toEqual([expect.stringContaining(problem)]);
  });

  it('has defaults', () => {
    expect(readProvider({ id: 'github', client_id: 'a', client_secret: 's', type: 'github' })).toMatchObject({
      issuer: 'https://github.com',
      scope: 'read:user user:email',
      rules: {},
    });
    expect(readProvider(entra)).toMatchObject({
      scope: 'openid profile email',
      label: 'entra',
      order: 0,
      offersLogout: true,
      usesUserinfo: true,
      rules: { issuer: entra.issuer },
    });
  });

  it('comes from a file, whose problems are all named', async () => {
    expect(await readProvidersFile(await temporaryFile([entra]))).toEqual([readProvider(entra)]);
    const wrong = await temporaryFile([entra, entra, { id: 'x' }]);
    await expect(readProvidersFile(wrong)).rejects.toThrow(
      'PROVIDERS_FILE: record 2 (entra): duplicate id; PROVIDERS_FILE: record 3 (x): client_id is missing',
    );
    await expect(readProvidersFile(await temporaryFile({}))).rejects.toThrow('must be an array of provider records');
  });
});
