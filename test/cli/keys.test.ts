import { chmod, chown, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keepAccess } from '../../cli/deployment/keep-access.ts';
import { publishedAfterRetirementSeconds } from '../../shared/keys/key-ring.ts';
import { generateKeyRing, type KeyRingRecord, readKeyRing } from '../../shared/keys/key-ring-record.ts';
import { keyPropagationSeconds } from '../../shared/keys/rotation.ts';
import { runningClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import type { Ran } from '../support/command-line-here.ts';
import { postAsJob, send } from '../support/request.ts';
import { startServer } from '../support/server.ts';

const now = () => Math.floor(Date.now() / 1000);

let cli: CommandLine;
let file: string;
let old: KeyRingRecord;
beforeAll(async () => {
  cli = await openCommandLine({ KEYS_FILE: 'keys.json' });
  file = join(cli.folder, 'keys.json');
  old = await generateKeyRing(['ES256', 'RS256'], now() - 100_000);
});
afterEach(() => rm(file, { force: true }));
afterAll(() => cli.close());

const keys = (...args: readonly string[]): Promise<Ran> => cli.call(['keys', ...args]);
const keysAlone = (...args: readonly string[]): Promise<Ran> => cli.run(['keys', ...args]);
const read = async (): Promise<KeyRingRecord> => JSON.parse(await readFile(file, 'utf8'));
const write = (ring: KeyRingRecord): Promise<void> => writeFile(file, JSON.stringify(ring), { mode: 0o600 });

/** Simulates that the time has passed. */
function aged(ring: KeyRingRecord, seconds: number): KeyRingRecord {
  const back = <Key extends { created_at?: number; retired_at?: number }>({ created_at, retired_at, ...key }: Key) => ({
    ...key,
    ...(created_at !== undefined && { created_at: created_at - seconds }),
    ...(retired_at !== undefined && { retired_at: retired_at - seconds }),
  });
  // The same keys with other times.
  return { signing: ring.signing.map(back), sealing: ring.sealing.map(back) } as unknown as KeyRingRecord;
}

const statuses = ({ signing, sealing }: KeyRingRecord) => [
  ...signing.map(({ alg, status }) => `${alg} ${status}`),
  ...sealing.map(({ status }) => `seal ${status}`),
];

const kidOf = ({ signing, sealing }: KeyRingRecord, status: string, isSealing = false) =>
  (isSealing ? sealing : signing).find((key) => key.status === status)?.kid ?? '';

describe('keys rotate', () => {
  it('creates a missing key ring, readable by its owner only', async () => {
    const ran = await keysAlone('rotate');
    expect([ran.code, ran.stderr]).toEqual([0, 'key ring: keys.json\n']);
    expect(ran.stdout).toMatch(/^There was no key ring, so one has been created.\n\nkid /);
    const ring = await read();
    expect(readKeyRing(ring)).toEqual(ring);
    expect(statuses(ring)).toEqual(['ES256 active', 'RS256 active', 'seal active']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(cli.folder)).sort()).toEqual(['keys.json', 'local', 'node_modules', 'out']);
    for (const secret of [ring.sealing[0]?.secret, ring.signing[0]?.key.d]) expect(ran.stdout).not.toContain(secret);
  });

  it('creates a missing key ring and changes no other with --if-missing', async () => {
    const first = await keys('rotate', '--if-missing');
    expect([first.code, first.stdout.split('\n')[0]]).toEqual([0, 'There was no key ring, so one has been created.']);
    const made = await readFile(file, 'utf8');
    const again = await keys('rotate', '--if-missing');
    expect([again.code, again.stdout.split('\n')[0]]).toEqual([0, 'There is a key ring. Nothing was changed.']);
    expect(await readFile(file, 'utf8')).toBe(made);
    expect((await keys('rotate', '--if-missing', '--now')).code).toBe(2);

    await writeFile(file, '{', { mode: 0o600 });
    expect((await keys('rotate', '--if-missing')).code).toBe(1);
    expect(await readFile(file, 'utf8')).toBe('{');
  });

  it('adds next keys, waits until they are published everywhere, and makes them active', async () => {
    await write(old);
    const first = await keys('rotate');
    expect([first.code, first.stdout.match(/is the next key\.$/gm)?.length]).toEqual([0, 3]);
    expect(first.stdout).toMatch(
      /^Run keys rotate again after \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ: by then every verifier knows/m,
    );
    const between = await read();
    expect(statuses(between)).toEqual([
      ...['ES256 active', 'RS256 active', 'ES256 next', 'RS256 next'],
      ...['seal active', 'seal next'],
    ]);

    const early = await keys('rotate');
    expect([early.code, early.stdout]).toEqual([1, '']);
    expect(early.stderr).toMatch(/is not known everywhere before \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\./);
    expect(await read()).toEqual(between);

    await write(aged(between, keyPropagationSeconds));
    const second = await keys('rotate');
    expect(second.code).toBe(0);
    const after = await read();
    expect(statuses(after)).toEqual([
      ...['ES256 retired', 'RS256 retired', 'ES256 active', 'RS256 active'],
      ...['seal retired', 'seal active'],
    ]);
    expect(kidOf(after, 'active')).toBe(kidOf(between, 'next'));
    expect(second.stdout).toContain(`${kidOf(between, 'next')} is active now; ${kidOf(old, 'active')} is retired.`);
  });

  it.skipIf(process.platform === 'win32')('keeps the mode of the file, its owner and its group', async () => {
    const isRoot = process.getuid?.() === 0;
    const uid = isRoot ? 1234 : (process.getuid?.() ?? 0);
    const gid = isRoot ? 2345 : (process.getgroups?.().at(-1) ?? 0);
    await write(old);
    await chown(file, uid, gid);
    for (const mode of [0o640, 0o400]) {
      await chmod(file, mode);
      const ran = await keys('rotate', '--now');
      expect([ran.code, ran.stderr]).toEqual([0, 'key ring: keys.json\n']);
      const after = await stat(file);
      expect([after.mode & 0o777, after.uid, after.gid]).toEqual([mode, uid, gid]);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'opens the file to nobody where they cannot be kept, and says so',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tessera-keys-'));
      await chmod(folder, 0o777);
      const before = { uid: 54_320, gid: 54_321, mode: 0o100_644 };
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(1234);
      try {
        const draft = await open(join(folder, 'draft'), 'wx', 0o600);
        const told = await keepAccess(draft, before);
        expect([told, (await draft.stat()).mode & 0o777]).toEqual([
          'The key ring was replaced, but its owner (54320) and group (54321) could not be kept: check that the service can still read it.',
          0o600,
        ]);
        await draft.close();
      } finally {
        if (isRoot) process.seteuid?.(0);
        await rm(folder, { recursive: true });
      }
    },
  );

  it('rotates one algorithm, and a recent key when forced', async () => {
    await write(old);
    expect((await cli.json(['keys', 'rotate', '--alg', 'ES256'])).steps).toEqual([
      { line: 'ES256', is: 'made', kid: expect.any(String), usableAt: expect.any(Number) },
    ]);
    expect((await keys('rotate', '--alg', 'ES256')).code).toBe(1);
    expect((await keys('rotate', '--alg', 'ES256', '--now')).code).toBe(0);
    expect(statuses(await read())).toEqual(['ES256 retired', 'RS256 active', 'ES256 active', 'seal active']);
    expect((await keys('rotate', '--alg', 'HS256')).code).toBe(2);
  });

  it('replaces all active keys in one run when forced, and keeps what they made valid', async () => {
    await write(old);
    const ran = await keys('rotate', '--now');
    const after = await read();
    expect(statuses(after)).toEqual([
      ...['ES256 retired', 'RS256 retired', 'ES256 active', 'RS256 active'],
      ...['seal retired', 'seal active'],
    ]);
    const kids = (ring: KeyRingRecord, status: string) =>
      [...ring.signing, ...ring.sealing].filter((key) => key.status === status).map(({ kid }) => kid);
    const replaced = kids(after, 'active').map((kid, line) => `${kid} is active now; ${kids(old, 'active')[line]} is`);
    for (const text of replaced) expect(ran.stdout).toContain(`: ${text} retired.\n`);
    expect(ran.stdout).not.toMatch(/next key|Run keys rotate again/);
    expect(ran.stdout).toContain('If a key leaked, remove it: keys retire KID --now.');
  });

  it('prints the new ring on one line when the ring is a setting', async () => {
    const KEYS = JSON.stringify(old);
    const ran = await cli.run(['keys', 'rotate'], { env: { KEYS, KEYS_FILE: '' } });
    expect([ran.code, ran.stdout.split('\n').length]).toEqual([0, 2]);
    expect(statuses(JSON.parse(ran.stdout))).toContain('ES256 next');
    expect(ran.stderr).toContain('Run keys rotate again when every instance has had the new value for 6 minutes');
    const { ring } = await cli.json(['keys', 'rotate'], { env: { KEYS, KEYS_FILE: '' } });
    expect(readKeyRing(ring)).toEqual(ring);
    const both = await cli.call(['keys', 'rotate'], { env: { KEYS } });
    expect([both.code, both.stderr]).toEqual([1, 'KEYS and KEYS_FILE must not both be set.\n']);
  });

  it('changes nothing when the ring is invalid, and repeats none of its content', async () => {
    for (const text of ['{ "signing": "a-secret" ', '{ "signing": ["a-secret"], "sealing": [] }']) {
      await writeFile(file, text);
      const ran = await keys('rotate');
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toContain('KEYS_FILE');
      expect(ran.stderr).not.toContain('a-secret');
      expect(await readFile(file, 'utf8')).toBe(text);
    }
    const [key] = old.signing;
    await write({ ...old, signing: key ? [{ ...key, key: { kty: 'EC', crv: 'P-256' } }] : [] });
    const before = await readFile(file, 'utf8');
    const ran = await keys('rotate', '--alg', 'ES256');
    expect([ran.code, ran.stderr]).toEqual([
      1,
      expect.stringContaining('Nothing was changed, because the new ring would be invalid'),
    ]);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('loses no key when two rotate at once, and reports the conflict to the second', async () => {
    await write(old);
    const ran = await Promise.all([keysAlone('rotate', '--alg', 'ES256'), keysAlone('rotate', '--alg', 'RS256')]);
    const done = ran.filter(({ code }) => code === 0);
    for (const { code, stderr } of ran)
      if (code !== 0) expect(stderr).toContain('Another command is changing the key ring.');
    expect(done.length).toBeGreaterThan(0);
    expect(statuses(await read()).filter((each) => each.endsWith('next'))).toHaveLength(done.length);
    await writeFile(`${file}.draft`, '');
    const locked = await keys('rotate');
    await rm(`${file}.draft`);
    expect([locked.code, locked.stderr]).toEqual([
      1,
      `key ring: keys.json\nAnother command is changing the key ring. If no command is running, remove ${file}.draft.\n`,
    ]);
  });
});

describe('keys list', () => {
  it('shows what each key is for and until when it is needed, and no secret', async () => {
    const retired_at = 1_800_000_000;
    const [es256, rs256] = old.signing;
    if (!es256 || !rs256) throw new Error('there are two');
    await write({
      signing: [
        { ...es256, kid: 'one', created_at: 1_790_000_000 },
        { ...rs256, kid: 'two', status: 'retired', created_at: 1_790_000_000, retired_at },
      ],
      sealing: old.sealing.map((master) => ({ ...master, kid: 'three', created_at: 1_790_000_000 })),
    });
    expect(await keysAlone('list')).toEqual({
      code: 0,
      stderr: 'key ring: keys.json\n',
      stdout: `kid    use   alg    status   created               retired               needed until
one    sign  ES256  active   2026-09-21 14:13:20Z
two    sign  RS256  retired  2026-09-21 14:13:20Z  2027-01-15 08:00:00Z  2027-01-16 08:05:00Z
three  seal         active   2026-09-21 14:13:20Z
`,
    });
    expect((await cli.json(['keys', 'list']))[1]).toEqual({
      kid: 'two',
      use: 'sign',
      alg: 'RS256',
      status: 'retired',
      created_at: 1_790_000_000,
      retired_at,
      usable_at: null,
      needed_until: retired_at + publishedAfterRetirementSeconds,
    });
  });

  it('says how to create a missing key ring', async () => {
    expect(await keys('list')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'key ring: keys.json\nThere is no key ring yet. To create one: npm run tessera -- keys rotate\n',
    });
  });
});

describe('keys retire', () => {
  it('removes a key only when nothing needs it', async () => {
    await write(old);
    const active = kidOf(old, 'active');
    const without = await keysAlone('retire', '--', active);
    expect([without.code, without.stderr]).toEqual([
      1,
      expect.stringContaining(`The key ${active} is active and has no next key.`),
    ]);
    expect((await keys('retire', 'nobody')).stderr).toContain('There is no key nobody in the ring.');
    await keys('rotate');
    await write(aged(await read(), keyPropagationSeconds));
    expect((await keys('retire', '--', active)).stdout).toContain(`The key ${active} has been retired. `);
    const early = await keys('retire', '--', active);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('may still be valid until 2')]);
    await write(aged(await read(), publishedAfterRetirementSeconds));
    expect((await keys('retire', '--', active)).stdout).toContain(`The key ${active} has been removed.`);
    expect((await read()).signing.map(({ kid }) => kid)).not.toContain(active);
  });

  it('replaces a leaked key in a running server', async () => {
    await write(old);
    const clock = runningClock();
    const server = await startServer({ clock, environment: { KEYS: '', KEYS_FILE: file } });
    try {
      const leaked = kidOf(old, 'active');
      const kidInUse = async () => decodeProtectedHeader((await postAsJob(server)).json.access_token).kid;
      expect(await kidInUse()).toBe(leaked);
      const ran = await keys('retire', '--now', '--', leaked);
      expect(ran.stdout).toContain('Every token that it signed is refused');
      clock.advance(2);
      const fresh = (await read()).signing.find(({ alg, status }) => alg === 'ES256' && status === 'active')?.kid;
      // The server notices a changed file after a short delay.
      await expect.poll(kidInUse).toBe(fresh);
      const { json } = await send(server, '/jwks');
      const published = json.keys.map(({ kid }: { kid: string }) => kid);
      expect([published.includes(leaked), published.includes(fresh)]).toEqual([false, true]);
      const sealing = await keys('retire', '--now', '--', kidOf(old, 'active', true));
      expect(sealing.stdout).toContain('Every code and refresh token that it sealed is refused');
    } finally {
      await server.close();
    }
  });
});
