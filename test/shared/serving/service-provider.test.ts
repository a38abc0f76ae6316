// A failed start in a Functions worker: every request is answered with the fault, and the log has all problems.

import { chmod, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadApp, type RunningHost, startHost } from '../../../local/host.ts';
import { registerRoutes } from '../../../register.ts';
import { catalogue, type ErrorName } from '../../../shared/errors/catalogue.ts';
import { startService } from '../../../shared/serving/service-provider.ts';
import { job } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { errorUriOf } from '../../support/error-uri.ts';
import { expectTokens, postAsJob, send, type TestAnswer } from '../../support/request.ts';
import { issuer, temporaryFile, testKeyRing } from '../../support/server.ts';

let clock: TestClock;
let host: RunningHost | undefined;
let told: string[];
let log: Record<string, unknown>[];
beforeEach(() => {
  clock = testClock();
  told = [];
  log = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => told.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await host?.close();
});

async function serve(environment: Readonly<Record<string, string>>): Promise<{ url: string }> {
  const started = await startService(environment, { clock });
  const app = await loadApp(() => registerRoutes(started));
  host = await startHost(app, { port: 0, log: (_level, line) => log.push(JSON.parse(line)) });
  return host;
}

async function goodSettings(): Promise<Record<string, string>> {
  return {
    ISSUER: issuer,
    STORE: 'memory',
    CLIENTS_FILE: await temporaryFile([job]),
    KEYS: JSON.stringify(await testKeyRing()),
  };
}

/** @param from the issuer of `error_uri` */
function expectFault({ status, headers, json }: TestAnswer, row: ErrorName, from: string): void {
  const { number, error, status: expected } = catalogue[row];
  expect(json).toEqual({
    error,
    error_description: 'AADSTS50000: TokenIssuanceError. The service is misconfigured.',
    error_codes: [50000, number],
    timestamp: '2026-11-21 07:30:00Z',
    trace_id: headers.get('x-ms-request-id'),
    correlation_id: expect.any(String),
    error_uri: errorUriOf(json, 50000, from),
  });
  expect(status).toBe(expected);
  expect(headers.has('retry-after')).toBe(expected === 503);
}

describe('a start with wrong settings', () => {
  it('answers every request with the fault, and lists all problems in one log line', async () => {
    const server = await serve({ ...(await goodSettings()), STORE: 'tabel', SIGNING_ALG: 'HS256' });
    const answer = await postAsJob(server);
    expectFault(answer, 'SettingsWrong', issuer);
    expect(told).toEqual([
      'Tessera cannot start, its settings are wrong: STORE must be memory or table; SIGNING_ALG must be ES256, RS256, PS256 or EdDSA',
    ]);
    const [line] = log;
    expect(line).toMatchObject({ trace_id: answer.json.trace_id, error_codes: [50000, 5000008] });
    expect(line?.cause).toContain('STORE must be memory or table');
    for (const path of ['/jwks', '/.well-known/openid-configuration']) {
      expectFault(await send(server, path), 'SettingsWrong', issuer);
    }
  });

  it('still explains errors', async () => {
    const server = await serve({});
    const page = await send(server, '/error?error_code=5000008', { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('AADSTS5000008');
    const headers = { Accept: 'application/json' };
    expect((await send(server, '/error?error_code=1', { headers })).json.error_codes).toEqual([990004]);
  });

  it('serves at the root, and names no issuer, when the issuer is invalid', async () => {
    const server = await serve({ ...(await goodSettings()), ISSUER: 'http://issuer.example/tenant' });
    expectFault(await postAsJob(server), 'SettingsWrong', '');
  });

  it('serves below the path of the issuer', async () => {
    const server = await serve({ ...(await goodSettings()), ISSUER: `${issuer}/tenant`, STORE: 'tabel' });
    expectFault(await send(server, '/tenant/jwks'), 'SettingsWrong', `${issuer}/tenant`);
    expect((await send(server, '/jwks')).status).toBe(404);
  });

  it('is live and not ready', async () => {
    const server = await serve({});
    expect((await send(server, '/health/live')).json).toEqual({ status: 'live' });
    const ready = await send(server, '/health/ready');
    expect([ready.status, ready.json]).toEqual([
      503,
      {
        status: 'not_ready',
        checks: {
          settings: { status: 'failed', error_codes: [50000, 5000008], meaning: catalogue.SettingsWrong.meaning },
        },
      },
    ]);
  });

  it('is the same in Azure', async () => {
    const server = await serve({ ...(await goodSettings()), STORE: 'tabel', WEBSITE_SITE_NAME: 'tessera' });
    expectFault(await postAsJob(server), 'SettingsWrong', issuer);
  });

  it('throws for a caller that wants to end the process', async () => {
    await expect(startService({}, { clock, onFailure: 'throw' })).rejects.toThrow(
      'Tessera cannot start, its settings are wrong: ISSUER is missing',
    );
  });
});

describe('a start without its key file', () => {
  async function withoutKeys(): Promise<{ settings: Record<string, string>; file: string }> {
    const { KEYS: _, ...settings } = await goodSettings();
    const file = await temporaryFile('');
    await rm(file);
    return { settings: { ...settings, KEYS_FILE: file }, file };
  }

  it('answers that the key ring cannot be read, and works seconds after the file appears', async () => {
    const { settings, file } = await withoutKeys();
    const server = await serve(settings);
    expectFault(await postAsJob(server), 'KeyRingUnreadable', issuer);
    expect(told).toEqual([`Tessera cannot start, its settings are wrong: KEYS_FILE: ${file} cannot be read (ENOENT)`]);
    await writeFile(file, JSON.stringify(await testKeyRing()));
    expect((await postAsJob(server)).status).toBe(503);
    clock.advance(5);
    const answers = await Promise.all([postAsJob(server), postAsJob(server)]);
    for (const answer of answers) expectTokens(answer, 'reports.read');
  });

  it('logs its current problem, at most once in five seconds', async () => {
    const { settings, file } = await withoutKeys();
    const server = await serve(settings);
    await writeFile(file, '{}');
    clock.advance(5);
    await Promise.all([postAsJob(server), postAsJob(server), postAsJob(server)]);
    expect(told.slice(1)).toEqual([expect.stringContaining('signing is missing')]);
    expect(log.at(-1)?.cause).toContain('signing is missing');
  });
});

describe('a key file', () => {
  const open = [0o644, 0o604, 0o660, 0o606];
  const closed = [0o600, 0o400, 0o640];
  it.each([...open, ...closed].map((mode) => [`0${mode.toString(8)}`, mode] as const))(
    'is named in the log of the start when other users can read it, or its group can change it: %s',
    async (text, mode) => {
      const { KEYS = '', ...settings } = await goodSettings();
      const file = await temporaryFile(KEYS);
      await chmod(file, mode);
      await serve({ ...settings, KEYS_FILE: file });
      const expected = open.includes(mode) ? [{ event: 'key_ring_open', file, mode: text }] : [];
      expect(told.map((line) => JSON.parse(line))).toEqual(expected);
    },
  );

  it('on a mount of Azure, where every file has mode 0777, is not', async () => {
    const { KEYS = '', ...settings } = await goodSettings();
    const file = await temporaryFile(KEYS);
    await chmod(file, 0o777);
    await serve({ ...settings, KEYS_FILE: file, WEBSITE_SITE_NAME: 'tokens' });
    expect(told).toEqual([]);
  });
});
