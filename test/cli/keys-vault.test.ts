// The commands for keys with a ring in a vault: the built command line, the library of Key Vault, and a stand-in for it.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { followsNone } from '../../shared/key-vault/ring-versions.ts';
import { type KeyRingRecord, readKeyRing } from '../../shared/keys/key-ring-record.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import type { Ran } from '../support/command-line-here.ts';
import { type KeyVaultStandIn, openKeyVaultStandIn } from '../support/key-vault-stand-in.ts';

let cli: CommandLine;
let vault: KeyVaultStandIn;
beforeAll(async () => {
  cli = await openCommandLine({ ISSUER: 'http://localhost:7071' });
});
beforeEach(async () => {
  vault = await openKeyVaultStandIn();
});
afterEach(() => vault.close());
afterAll(() => cli.close());

/** A running process cannot be told of a certificate. */
const noTrust = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };

/** The first request without trust in a process makes Node warn. */
const nodeWarning = /^\((?:node:\d+\) Warning|Use `node).*\n/gm;

async function keys(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const ran = await cli.call(['keys', ...args], { env: { ...vault.environment, ...noTrust, ...env } });
  return { ...ran, stderr: ran.stderr.replaceAll(nodeWarning, '') };
}

const rings = (): readonly KeyRingRecord[] => vault.versions().map(({ value }) => JSON.parse(value));

const statuses = (ring: KeyRingRecord | undefined) =>
  [...(ring?.signing ?? []), ...(ring?.sealing ?? [])].map(({ status }) => status);

it('makes the first ring, once', async () => {
  const made = await keys(['rotate', '--if-missing']);
  expect([made.code, made.stderr]).toEqual([0, `key ring: the secret tessera-key-ring of ${vault.url}\n`]);
  expect(made.stdout).toMatch(/^There was no key ring, so one has been created\.\n\nkid /);
  expect(vault.versions()).toEqual([
    expect.objectContaining({ tags: { follows: followsNone }, contentType: 'application/json' }),
  ]);
  expect(readKeyRing(rings()[0])).toEqual(rings()[0]);
  expect(made.stdout).not.toContain('"d"');
  const again = await keys(['rotate', '--if-missing']);
  expect([again.code, again.stdout]).toEqual([
    0,
    expect.stringMatching(/^There is a key ring\. Nothing was changed\./),
  ]);
  expect(vault.versions()).toHaveLength(1);
});

it('adds next keys as a version that follows the one before, and activates them after KEY_PUBLICATION_TIME', async () => {
  await keys(['rotate']);
  const [first] = vault.versions();
  const second = await keys(['rotate']);
  expect(second.code, second.stderr).toBe(0);
  expect(vault.versions()[1]?.tags).toEqual({ follows: first?.id });
  expect(statuses(rings()[1])).toEqual(['active', 'active', 'next', 'next', 'active', 'next']);
  const tooEarly = await keys(['rotate']);
  expect(tooEarly.code).toBe(1);
  const day = new Date((rings()[1]?.signing.at(-1)?.created_at ?? 0) * 1000 + 86_400_000).toISOString().slice(0, 10);
  expect(tooEarly.stderr).toContain(`is not known everywhere before ${day}`);
  expect(vault.versions()).toHaveLength(2);
});

it('says when the service changes the ring by itself', async () => {
  await keys(['rotate']);
  const [version] = vault.versions();
  const after = (seconds: number) =>
    `${new Date(((version?.created ?? 0) + seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const due = (seconds: number) => `\n\nThe service changes the ring by itself after ${after(seconds)}.\n`;
  expect((await keys(['list'])).stdout).toContain(due(7_776_000));
  expect((await keys(['list'], { KEY_ROTATION_PERIOD: '604800' })).stdout).toContain(due(604_800));
  expect((await keys(['list'], { KEY_ROTATION_PERIOD: '0' })).stdout).not.toContain('by itself');
});

it.each([
  [3_600, '3600 seconds behind'],
  [-3_600, '3600 seconds ahead of'],
])('changes nothing when the clock of the vault is %d seconds from its own', async (seconds, differs) => {
  await keys(['rotate']);
  vault.tellTime(() => Date.now() + seconds * 1000);
  const ran = await keys(['rotate', '--now']);
  const words = ran.stderr.replace(/\d+ seconds/, '3600 seconds');
  expect([ran.code, words]).toEqual([
    1,
    expect.stringContaining(`The clock of this machine is ${differs} that of the vault.`),
  ]);
  expect(vault.versions()).toHaveLength(1);
});

it('replaces a leaked key in one run', async () => {
  await keys(['rotate']);
  const leaked = rings()[0]?.signing[0]?.kid ?? '';
  const retired = await keys(['retire', leaked, '--now', '--json']);
  expect(retired.code, retired.stderr).toBe(0);
  expect(JSON.parse(retired.stdout)).toMatchObject({ kid: leaked, taken_out: true });
  expect(rings()[1]?.signing.map(({ kid }) => kid)).not.toContain(leaked);
  const listed = await keys(['list', '--json']);
  expect(JSON.parse(listed.stdout).map(({ kid }: { kid: string }) => kid)).toEqual(
    [...(rings()[1]?.signing ?? []), ...(rings()[1]?.sealing ?? [])].map(({ kid }) => kid),
  );
});

it('writes nothing twice when the answer of the vault is lost', async () => {
  let lost = 0;
  vault.trouble((method) => (method === 'PUT' && lost++ < 2 ? 'lost answer' : undefined));
  const made = await keys(['rotate']);
  expect(made.code, made.stderr).toBe(0);
  expect(new Set(vault.versions().map(({ value }) => value)).size).toBe(1);
  const next = await keys(['rotate']);
  expect(next.code, next.stderr).toBe(0);
  expect(statuses(rings().at(-1)).filter((status) => status === 'active')).toHaveLength(3);
});

it('starts over when another writer was faster', async () => {
  await keys(['rotate']);
  const [first] = vault.versions();
  let isFirst = true;
  vault.trouble((method) => {
    if (method === 'PUT' && isFirst) {
      isFirst = false;
      vault.add(first?.value ?? '', { follows: first?.id ?? '' });
      // Versions of one second are ordered by their ids.
      vault.tellTime(() => Date.now() + 2_000);
    }
    return undefined;
  });
  const ran = await keys(['rotate']);
  expect(ran.code, ran.stderr).toBe(0);
  const [, others, late, ours] = vault.versions();
  expect(late?.tags).toEqual({ follows: first?.id });
  expect(ours?.tags).toEqual({ follows: others?.id });
});

it.each([
  [
    'forbidden',
    'answers 403 Forbidden ForbiddenByRbac',
    'Give your account the role Key Vault Secrets Officer on the vault',
  ],
  ['no connection', 'it cannot be reached (ECONNRESET)', 'Check KEY_VAULT'],
  ['throttled', 'answers 429', ''],
] as const)('says what is wrong and what to do: %s', async (trouble, words, hint) => {
  vault.trouble(() => trouble);
  const ran = await keys(['list']);
  expect([ran.code, ran.stdout]).toEqual([1, '']);
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toContain(hint);
  expect(ran.stderr).not.toMatch(/\n {4}at /);
});

it('makes no other ring while every version is disabled', async () => {
  vault.disable(vault.setByHand('{"signing":[]}'));
  for (const args of [['rotate'], ['rotate', '--if-missing'], ['rotate', '--now']]) {
    const ran = await keys(args);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toContain('Every version of the key ring in the vault is disabled.');
  }
  expect(vault.versions()).toHaveLength(1);
});

it('works on the ring before one that was set by hand and disabled', async () => {
  await keys(['rotate']);
  vault.tellTime(() => Date.now() + 5_000);
  const byHand = vault.setByHand('{"signing":[]}');
  vault.disable(byHand);
  const ran = await keys(['rotate']);
  expect(ran.code, ran.stderr).toBe(0);
  expect(vault.versions()[2]?.tags).toEqual({ follows: byHand });
  expect(rings()[2]?.signing.map(({ kid }) => kid)).toEqual(
    expect.arrayContaining(rings()[0]?.signing.map(({ kid }) => kid) ?? ['none']),
  );
});

it('refuses a vault that is none of Azure, and does not ask it', async () => {
  const ran = await keys(['list'], { KEY_VAULT: 'https://vault.example' });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('KEY_VAULT must be a vault: a host that ends with .vault.azure.net');
});

it.each(['1d', '5'])('refuses KEY_PUBLICATION_TIME=%s, with which a key would be used too early', async (time) => {
  const ran = await keys(['rotate'], { KEY_PUBLICATION_TIME: time });
  expect([ran.code, vault.versions()]).toEqual([1, []]);
  expect(ran.stderr).toContain('KEY_PUBLICATION_TIME must be a number of seconds from 900 on.');
});

it('is checked by doctor', async () => {
  vault.setByHand('{"signing":[]}');
  const ran = await cli.run(['doctor', '--json'], { env: { ...vault.environment, STORE: 'memory' } });
  const findings = JSON.parse(ran.stdout).findings ?? JSON.parse(ran.stdout);
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'keys', is: 'wrong', todo: expect.stringContaining('disable that version') }),
  );
});
