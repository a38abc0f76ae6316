import { decodeProtectedHeader, type JWK } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { testClock } from '../support/clock.ts';
import { expectRefusal, expectTokens, postAsJob, send, type TestAnswer } from '../support/request.ts';
import { type ServerOptions, startServer, type TestServer, testKeyRing } from '../support/server.ts';
import { verifyToken } from '../token/verify.ts';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

function startWith(ring: KeyRingRecord, options: ServerOptions = {}): Promise<TestServer> {
  return start({ ...options, environment: { KEYS: JSON.stringify(ring) } });
}

async function publishedKids(server: TestServer): Promise<string[]> {
  const { json } = await send(server, '/jwks');
  return json.keys.map(({ kid }: JWK) => kid);
}

describe('GET /jwks', () => {
  it('has the public members of each key and nothing else', async () => {
    const { status, json } = await send(await start(), '/jwks');
    const membersOf: Record<string, string[]> = {
      EC: ['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use'],
      RSA: ['kty', 'n', 'e', 'kid', 'alg', 'use'],
      OKP: ['kty', 'crv', 'x', 'kid', 'alg', 'use'],
    };
    expect([status, Object.keys(json)]).toEqual([200, ['keys']]);
    expect(json.keys.map(({ kty, alg, use }: JWK) => [kty, alg, use])).toEqual([
      ['EC', 'ES256', 'sig'],
      ['RSA', 'RS256', 'sig'],
      ['RSA', 'PS256', 'sig'],
      ['OKP', 'EdDSA', 'sig'],
    ]);
    for (const key of json.keys) {
      expect(Object.keys(key)).toEqual(membersOf[key.kty]);
      for (const value of Object.values(key)) expect(value).toMatch(/^[\w-]+$/);
    }
  });

  it('has no secret member of the key ring', async () => {
    const { text } = await send(await start(), '/jwks');
    const { signing, sealing } = await testKeyRing();
    const secrets = [
      ...signing.flatMap(({ key }) => [key.d, key.p, key.q, key.dp, key.dq, key.qi]),
      ...sealing.flatMap(({ kid, secret }) => [kid, secret]),
    ].filter((value) => value !== undefined);
    expect(secrets).toHaveLength(4 + 2 * 5 + 2);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('gives every key a different kid, which is also in the tokens', async () => {
    const server = await start();
    const kids = await publishedKids(server);
    expect(new Set(kids).size).toBe(4);
    const { json } = await postAsJob(server);
    expect(kids).toContain(decodeProtectedHeader(json.access_token).kid);
  });

  it('may be cached for five minutes, and is answered with 304 when it has not changed', async () => {
    const server = await start();
    const answer = await send(server, '/jwks');
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(answer.headers.has('pragma'), `Pragma: "${answer.headers.get('pragma')}"`).toBe(false);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const again = await send(server, '/jwks', { headers: { 'If-None-Match': etag } });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  });

  it('is answered to HEAD without a body, and not to POST', async () => {
    const server = await start();
    const get = await send(server, '/jwks');
    const head = await send(server, '/jwks', { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('etag'), head.headers.get('content-length')]).toEqual([
      200,
      '',
      get.headers.get('etag'),
      String(Buffer.byteLength(get.text)),
    ]);
    expectRefusal(await send(server, '/jwks', { method: 'POST', body: '' }), 'MethodNotAllowed', /supports GET, HEAD/);
  });
});

describe('a rotation of keys', () => {
  /** The longest lifetime of an access token, and of a cached key set. */
  const publishedAfterRetirementSeconds = 86_400 + 300;

  async function newKey(): Promise<KeyRingRecord['signing'][number]> {
    const [key] = (await generateKeyRing(['ES256'], 0)).signing;
    if (!key) throw new Error('no key was made');
    return key;
  }

  async function withSigning(...signing: KeyRingRecord['signing']): Promise<KeyRingRecord> {
    const others = (await testKeyRing()).signing.filter(({ alg }) => alg !== 'ES256');
    return { ...(await testKeyRing()), signing: [...signing, ...others] };
  }

  function kidIn({ json }: TestAnswer): unknown {
    return decodeProtectedHeader(json.access_token).kid;
  }

  it('lists the next key before it signs', async () => {
    const [active, next] = [await newKey(), await newKey()];
    const server = await startWith(await withSigning({ ...next, status: 'next' }, active));
    expect(await publishedKids(server)).toEqual(expect.arrayContaining([active.kid, next.kid]));
    const answer = await postAsJob(server);
    expectTokens(answer, 'reports.read');
    expect(kidIn(answer)).toBe(active.kid);
  });

  it('does not break cached tokens and key sets: each token verifies at all times', async () => {
    const [old, next] = [await newKey(), await newKey()];
    const clock = testClock();
    const before = await startWith(await withSigning(old, { ...next, status: 'next' }), { clock });
    const retired_at = clock.now() / 1000;
    const after = await startWith(await withSigning({ ...old, status: 'retired', retired_at }, next), { clock });
    const [oldToken, newToken] = [await postAsJob(before), await postAsJob(after)];
    expect([kidIn(oldToken), kidIn(newToken)]).toEqual([old.kid, next.kid]);
    const expected = { typ: 'at+jwt', alg: 'ES256', audience: 'https://reports.example' } as const;
    for (const { json } of [oldToken, newToken]) {
      await verifyToken(before, json.access_token, expected);
      await verifyToken(after, json.access_token, expected);
    }
  });

  it('publishes a retired key until the last token and cached key set have expired', async () => {
    const [active, retired] = [await newKey(), await newKey()];
    const clock = testClock();
    const retired_at = clock.now() / 1000;
    const ring = await withSigning({ ...retired, status: 'retired', retired_at }, active);
    const server = await startWith(ring, { clock });
    const etag = (await send(server, '/jwks')).headers.get('etag');
    clock.advance(publishedAfterRetirementSeconds - 1);
    expect(await publishedKids(server)).toEqual(expect.arrayContaining([retired.kid, active.kid]));
    clock.advance(1);
    expect(await publishedKids(server)).not.toContain(retired.kid);
    expect(await publishedKids(server)).toContain(active.kid);
    expect((await send(server, '/jwks', { headers: { 'If-None-Match': etag ?? '' } })).status).toBe(200);
  });

  it('signs nothing with a retired key or the next one', async () => {
    const [retired, next] = [await newKey(), await newKey()];
    const ring = await withSigning({ ...retired, status: 'retired', retired_at: 0 }, { ...next, status: 'next' });
    await expect(startWith(ring)).rejects.toThrow('there is no active signing key for ES256');
  });
});
