// Tokens are verified with the published keys, each with its one algorithm.
import { afterEach, describe, expect, it } from 'vitest';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { api, job } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { introspectAsApi } from '../support/grants.ts';
import { expectIntrospection, expectRevoked, jobBasic, postAsJob, postForm } from '../support/request.ts';
import { startServer, type TestServer, testKeyRing } from '../support/server.ts';

type SigningKey = KeyRingRecord['signing'][number];

const clock = testClock();
const now = clock.now() / 1000;
/** Seconds: a retired key stays published for that long. */
const publishedAfterRetirementSeconds = 86_400 + 300;

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function startWith(signing: readonly SigningKey[], SIGNING_ALG = 'ES256'): Promise<TestServer> {
  const KEYS = JSON.stringify({ ...(await testKeyRing()), signing });
  const server = await startServer({ clients: [job, api], clock, environment: { KEYS, SIGNING_ALG } });
  servers.push(server);
  return server;
}

async function newKey(): Promise<SigningKey> {
  const [key] = (await generateKeyRing(['ES256'], 0)).signing;
  if (!key) throw new Error('no key was made');
  return key;
}

/** A token of another instance that signs with this key. */
async function tokenBy(key: SigningKey): Promise<string> {
  const { json } = await postAsJob(await startWith([{ ...key, status: 'active' }]));
  return json.access_token;
}

async function isActive(server: TestServer, token: string): Promise<boolean> {
  const answer = await introspectAsApi(server, token);
  if (!answer.json.active) expectIntrospection(answer, undefined);
  return answer.json.active;
}

describe('a token is valid', () => {
  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'])('with an active key for %s', async (alg) => {
    const server = await startWith((await testKeyRing()).signing, alg);
    const { json } = await postAsJob(server);
    expect(await isActive(server, json.access_token)).toBe(true);
  });

  it('with the next key, since another instance may already sign with it', async () => {
    const [active, next] = [await newKey(), await newKey()];
    const server = await startWith([active, { ...next, status: 'next' }]);
    expect(await isActive(server, await tokenBy(next))).toBe(true);
  });

  it('with a retired key while it is published, and not afterwards', async () => {
    const [active, retired] = [await newKey(), await newKey()];
    const token = await tokenBy(retired);
    const since = (retired_at: number) => startWith([active, { ...retired, status: 'retired', retired_at }]);
    expect(await isActive(await since(now - publishedAfterRetirementSeconds + 1), token)).toBe(true);
    const gone = [await since(now - publishedAfterRetirementSeconds), await startWith([active])];
    for (const server of gone) {
      expect(await isActive(server, token)).toBe(false);
      expectRevoked(await postForm(server, '/revoke', { token }, { Authorization: jobBasic }));
      expect(server.log.at(-1)).toMatchObject({ token: 'unknown' });
    }
  });

  it('not with another key under the kid of a published one', async () => {
    const [active, other] = [await newKey(), await newKey()];
    const server = await startWith([active]);
    expect(await isActive(server, await tokenBy({ ...other, kid: active.kid }))).toBe(false);
    expect(await isActive(server, await tokenBy(active))).toBe(true);
  });
});
