// The rotation of a service on a vault, through the library of Key Vault and a stand-in for it.
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { generateKeyRing, type KeyRingRecord } from '../../../shared/keys/key-ring-record.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import type { KeyVaultStandIn } from '../../support/key-vault-stand-in.ts';
import { send } from '../../support/request.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { sendAndSettle } from '../../support/upkeep.ts';
import { openVaultOfService } from '../../support/vault-service.ts';

const period = 90 * 86_400;
const day = 86_400;

let clock: TestClock;
let vault: KeyVaultStandIn;
const servers: TestServer[] = [];
let environment: Readonly<Record<string, string>>;
let lines: Record<string, unknown>[];
let firstRing = '';

beforeAll(async () => {
  firstRing = JSON.stringify(await generateKeyRing(['ES256', 'RS256'], testClock().now() / 1000));
});

beforeEach(async () => {
  clock = testClock();
  ({ vault, environment, lines } = await openVaultOfService(clock));
  vault.setByHand(firstRing);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await vault.close();
});

async function start(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = await startServer({ clock, environment: { ...environment, ...settings }, upkeep: 'as deployed' });
  servers.push(server);
  return server;
}

function ring(): KeyRingRecord {
  return JSON.parse(vault.versions().at(-1)?.value ?? '');
}

function kidsOf(status: string): readonly string[] {
  return [...ring().signing, ...ring().sealing].filter((key) => key.status === status).map(({ kid }) => kid);
}

/** What the rotation has logged since the last call. */
function takeLines(): readonly Record<string, unknown>[] {
  return lines.splice(0).filter(({ event }) => event === 'rotate_keys');
}

it('writes a version when something is due, says which keys it made, made active and removed, and uses the ring at once', async () => {
  const server = await start();
  await sendAndSettle(server);
  expect([vault.versions().length, takeLines()]).toEqual([1, []]);
  clock.advance(period);
  await sendAndSettle(server);
  const made = kidsOf('next');
  const line = { event: 'rotate_keys', milliseconds: expect.any(Number) };
  expect(takeLines()).toEqual([{ ...line, made, activated: [], removed: [] }]);
  const { json } = await send(server, '/jwks');
  expect(json.keys.map(({ kid }: { kid: string }) => kid)).toEqual(ring().signing.map(({ kid }) => kid));
  const first = kidsOf('active');
  clock.advance(day);
  await sendAndSettle(server);
  expect(takeLines()).toEqual([{ ...line, made: [], activated: made, removed: [] }]);
  expect([kidsOf('active'), kidsOf('retired')]).toEqual([made, first]);
  clock.advance(2 * day);
  await sendAndSettle(server);
  expect(takeLines()).toEqual([{ ...line, made: [], activated: [], removed: first.slice(0, 2) }]);
  expect(vault.versions().map(({ tags }) => tags.follows)).toEqual([
    undefined,
    ...vault
      .versions()
      .slice(0, 3)
      .map(({ id }) => id),
  ]);
});

it('does nothing with a period of 0', async () => {
  const server = await start({ KEY_ROTATION_PERIOD: '0' });
  clock.advance(2 * period);
  await sendAndSettle(server);
  expect([vault.versions().length, takeLines()]).toEqual([1, []]);
});

it('names the role that is missing when it may not write, and tries again after five minutes', async () => {
  const server = await start();
  clock.advance(period);
  vault.trouble((method) => (method === 'PUT' ? 'forbidden' : undefined));
  await sendAndSettle(server);
  await sendAndSettle(server);
  const role = 'give the identity of the app the role Key Vault Secrets Officer on this secret';
  expect(takeLines()).toEqual([
    { event: 'rotate_keys', cause: expect.stringContaining(role), milliseconds: expect.any(Number) },
  ]);
  vault.trouble(() => undefined);
  clock.advance(300);
  await sendAndSettle(server);
  expect(takeLines()).toMatchObject([{ made: kidsOf('next') }]);
});

it.each(['throttled', 'unavailable', 'no connection'] as const)(
  'is tried again when the vault is %s',
  async (trouble) => {
    const server = await start();
    clock.advance(period);
    vault.trouble((method) => (method === 'PUT' ? trouble : undefined));
    await sendAndSettle(server);
    expect([vault.versions().length, takeLines()]).toEqual([
      1,
      [expect.objectContaining({ cause: expect.any(String) })],
    ]);
    vault.trouble(() => undefined);
    clock.advance(300);
    await sendAndSettle(server);
    expect(takeLines()).toMatchObject([{ made: kidsOf('next') }]);
  },
);

it('changes nothing more when the answer to its write was lost', async () => {
  const server = await start();
  clock.advance(period);
  vault.trouble((method) => (method === 'PUT' ? 'lost answer' : undefined));
  await sendAndSettle(server);
  expect(takeLines()).toEqual([expect.objectContaining({ cause: expect.any(String) })]);
  const [first] = vault.versions();
  // The library has sent it twice.
  for (const { tags } of vault.versions().slice(1)) expect(tags).toEqual({ follows: first?.id });
  const count = vault.versions().length;
  vault.trouble(() => undefined);
  clock.advance(300);
  await sendAndSettle(server);
  expect([vault.versions().length, takeLines()]).toEqual([count, []]);
  clock.advance(day);
  await sendAndSettle(server);
  expect(takeLines()).toMatchObject([{ made: [] }]);
  expect(vault.versions().some(({ id }) => id === vault.versions().at(-1)?.tags.follows && id !== first?.id)).toBe(
    true,
  );
});

it('leaves one ring in force when several instances rotate at once, and the others take it', async () => {
  const instances = await Promise.all([start(), start(), start()]);
  clock.advance(period);
  await Promise.all(instances.map((instance) => sendAndSettle(instance)));
  expect(vault.versions().length).toBeGreaterThan(1);
  clock.advance(121);
  const sets = async () => {
    for (const each of instances) await each.service.keysOfVault?.renewed();
    return Promise.all(instances.map(async (each) => (await send(each, '/jwks')).text));
  };
  expect(new Set(await sets()).size).toBe(1);
  expect(takeLines().filter(({ cause }) => cause === undefined).length).toBeGreaterThan(0);
});
