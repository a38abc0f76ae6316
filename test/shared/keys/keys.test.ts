import { execFile } from 'node:child_process';
import { readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../../shared/errors/catalogue.ts';
import { generateKeyRing, type KeyRingRecord } from '../../../shared/keys/key-ring-record.ts';
import { ensureKeyFile } from '../../../shared/keys/keys.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { expectRefusal, expectTokens, postAsJob, postToken, send } from '../../support/request.ts';
import { startServer, type TestServer, temporaryFile, testKeyRing, verifier } from '../../support/server.ts';

let ring: KeyRingRecord;
let later: KeyRingRecord;
beforeAll(async () => {
  ring = await testKeyRing();
  later = await generateKeyRing(['ES256', 'RS256'], 1);
});

let server: TestServer;
let clock: TestClock;
afterEach(() => server.close());

async function startWithFile(
  file: string,
  settings: Readonly<Record<string, string>> = {},
  deadlines = patientDeadlines,
): Promise<void> {
  clock = testClock();
  server = await startServer({ clock, deadlines, environment: { KEYS: '', KEYS_FILE: file, ...settings } });
}

async function startWithRing(record: KeyRingRecord): Promise<void> {
  clock = testClock();
  server = await startServer({ clock, environment: { KEYS: JSON.stringify(record) } });
}

async function kidOfNewToken(): Promise<string | undefined> {
  const answer = await postAsJob(server);
  expectTokens(answer, 'reports.read');
  return decodeProtectedHeader(answer.json.access_token).kid;
}

function kidOf(record: KeyRingRecord): string | undefined {
  return record.signing.find(({ alg, status }) => alg === 'ES256' && status === 'active')?.kid;
}

/** A refresh token of a new grant. */
async function newRefreshToken(): Promise<string> {
  const code = await server.issueCode('native');
  const form = { grant_type: 'authorization_code', client_id: 'native', code, code_verifier: verifier };
  const answer = await postToken(server, form);
  expectTokens(answer, 'reports.read reports.write', { refreshToken: true });
  return answer.json.refresh_token;
}

const refresh = (token: string) =>
  postToken(server, { grant_type: 'refresh_token', client_id: 'native', refresh_token: token });

describe('the key file', () => {
  it('is created at the first start, readable by its owner only, and used again at the next', async () => {
    const file = join(dirname(await temporaryFile('')), 'made', 'keys.json');
    const laptop = { ISSUER: 'http://localhost:7071' };
    await startWithFile(file, laptop);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    const kid = await kidOfNewToken();
    const token = await newRefreshToken();
    await server.close();

    await startWithFile(file, laptop);
    expect(await kidOfNewToken()).toBe(kid);
    // The memory store has lost the grant, but the token is still authentic.
    expect((await refresh(token)).json.error_codes).toEqual([catalogue.GrantRevoked.number]);
    expect(await readdir(dirname(file))).toEqual(['keys.json']);
  });

  it('is created once by several concurrent starts', async () => {
    const file = join(dirname(await temporaryFile('')), 'raced', 'keys.json');
    await Promise.all(Array.from({ length: 5 }, () => ensureKeyFile(file, ['ES256', 'RS256'], testClock())));
    await startWithFile(file);
    expect(await readdir(dirname(file))).toEqual(['keys.json']);
    expect((await send(server, '/jwks')).json.keys).toHaveLength(2);
  });

  it('is read again when it changes', async () => {
    const file = await temporaryFile(ring);
    await startWithFile(file);
    expect(await kidOfNewToken()).toBe(kidOf(ring));
    await writeFile(file, JSON.stringify(later));
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(later));
    expect((await send(server, '/jwks')).json.keys.map(({ kid }: { kid: string }) => kid)).toEqual(
      later.signing.map(({ kid }) => kid),
    );
  });

  it('leaves the previous ring in force while it is broken or missing', async () => {
    const file = await temporaryFile(ring);
    await startWithFile(file);
    await writeFile(file, '{"signing": []}');
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(ring));
    await unlink(file);
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(ring));
    await writeFile(file, JSON.stringify(later));
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(later));
  });

  it.each([
    ['has no active key for SIGNING_ALG', () => ring.signing.filter(({ alg }) => alg !== 'ES256')],
    ['has a key that cannot sign', () => ring.signing.map((key) => ({ ...key, key: { ...key.key, d: 'AAAA' } }))],
  ])('leaves the previous ring in force when the next one %s', async (_name, signing) => {
    const file = await temporaryFile(ring);
    await startWithFile(file);
    await writeFile(file, JSON.stringify({ ...ring, signing: signing() }));
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(ring));
  });

  // Windows has no named pipes in the file system.
  it.runIf(process.platform !== 'win32')('delays no request while it cannot be read to the end', async () => {
    const file = await temporaryFile(ring);
    await startWithFile(file, {}, { ...patientDeadlines, keyFileTimeoutMs: 1 });
    await unlink(file);
    // Opening a pipe for reading waits until another process writes.
    await promisify(execFile)('mkfifo', [file]);
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(ring));
    clock.advance(1);
    expect(await kidOfNewToken()).toBe(kidOf(ring));
    await writeFile(file, JSON.stringify(ring));
  });
});

describe('the sealing master', () => {
  const sealedBy = (status: 'next' | 'active' | 'retired') => ring.sealing.map((master) => ({ ...master, status }));
  const successor = () => later.sealing.map((master) => ({ ...master, status: 'active' as const }));

  it.each(['next', 'retired'] as const)('opens its tokens while it is %s', async (status) => {
    const file = await temporaryFile(ring);
    await startWithFile(file);
    const token = await newRefreshToken();
    const code = await server.issueCode('native');

    await writeFile(file, JSON.stringify({ ...ring, sealing: [...successor(), ...sealedBy(status)] }));
    clock.advance(1);
    const refreshed = await refresh(token);
    expectTokens(refreshed, 'reports.read reports.write', { refreshToken: true });
    expect(decodeProtectedHeader(refreshed.json.refresh_token).kid).toBe(later.sealing[0]?.kid);
    const form = { grant_type: 'authorization_code', client_id: 'native', code, code_verifier: verifier };
    expectTokens(await postToken(server, form), 'reports.read reports.write', { refreshToken: true });
  });

  it('opens no token once it is removed', async () => {
    const file = await temporaryFile(ring);
    await startWithFile(file);
    const token = await newRefreshToken();
    await writeFile(file, JSON.stringify({ ...ring, sealing: successor() }));
    clock.advance(1);
    expectRefusal(await refresh(token), 'InvalidGrant', /not issued by this server/);
  });

  it('opens no token of another issuer with the same keys', async () => {
    await startWithRing(ring);
    const token = await newRefreshToken();
    await server.close();
    server = await startServer({ environment: { ISSUER: 'https://other.example' } });
    const answer = await refresh(token);
    expect(answer.json.error).toBe('invalid_grant');
    expect(answer.json.error_codes).toEqual([70000]);
  });
});
