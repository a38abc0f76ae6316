import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteDocumentError } from '../../../shared/remote/remote-document-error.ts';
import { type KeySource, openRemoteKeys, type RemoteKeys } from '../../../shared/remote/remote-keys.ts';
import { eventually } from '../../flows/eventually.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { type OtherServer, openOtherServer } from '../../support/other-server.ts';

const { publicKey } = await generateKeyPair('ES256', { extractable: true });
const jwk = await exportJWK(publicKey);
const keyNamed = (kid: string): JWK => ({ ...jwk, kid, use: 'sig' });
const setOf = (...kids: readonly string[]) => ({ keys: kids.map(keyNamed) });

const deadlines = { ...patientDeadlines };

let clock: TestClock;
let server: OtherServer;
let failures: RemoteDocumentError[];
let changes: unknown[];
let remoteKeys: RemoteKeys;
let source: KeySource;
beforeEach(async () => {
  clock = testClock();
  server = await openOtherServer();
  [failures, changes] = [[], []];
  source = { jwksUri: `${server.url}/jwks` };
  remoteKeys = openRemoteKeys({
    clock,
    deadlines,
    allowsLoopback: true,
    onFailed: (failure) => failures.push(failure),
    onChanged: (document, names) => changes.push([document, names]),
  });
});
afterEach(() => server.close());

const numberFor = async (kid: string | undefined, from = source) =>
  (await remoteKeys.keysFor(from, { kid, alg: 'ES256' })).length;

/** After the fetches that go on in the background. */
const requested = (count: number) => eventually(() => expect(server.requests).toHaveLength(count));

function down(): void {
  server.answer((_request, response) => response.writeHead(503).end());
}

const isRefused = (reason: string) => ({
  name: 'RemoteDocumentError',
  message: `${server.url}/jwks ${reason}`,
  document: `${server.url}/jwks`,
  reason,
});

describe('the keys at a URL', () => {
  it('are fetched once for all requests, and selected by the header', async () => {
    server.publish({ '/jwks': setOf('a', 'b') });
    expect(await Promise.all(['a', 'b', 'a', undefined].map((kid) => numberFor(kid)))).toEqual([1, 1, 1, 2]);
    expect(await numberFor('a')).toBe(1);
    expect(server.requests).toEqual(['/jwks']);
    expect(server.connections()).toBe(1);
    expect(await server.openConnections()).toBe(0);
  });

  it('are imported once', async () => {
    server.publish({ '/jwks': setOf('a') });
    const header = { kid: 'a', alg: 'ES256' };
    const [first] = await remoteKeys.keysFor(source, header);
    const [second] = await remoteKeys.keysFor(source, header);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it.each([
    ['an hour without headers', {}, 3_600],
    ['as long as the headers say', { 'Cache-Control': 'public, max-age=7200' }, 7_200],
    ['at least five minutes', { 'Cache-Control': 'no-store' }, 300],
    ['at most twelve hours', { 'Cache-Control': 'max-age=31536000' }, 43_200],
  ])('are fresh for %s, and then fetched again while no request waits', async (_name, headers, seconds) => {
    server.publish({ '/jwks': setOf('a') }, headers);
    await numberFor('a');
    clock.advance(seconds - 0.001);
    await numberFor('a');
    expect(server.requests).toHaveLength(1);
    const held: (() => void)[] = [];
    server.answer((_request, response) => held.push(() => response.end(JSON.stringify(setOf('a', 'b')))));
    clock.advance(0.001);
    expect(await numberFor('a')).toBe(1);
    expect(await numberFor('a')).toBe(1);
    await requested(2);
    held[0]?.();
    await eventually(async () => expect(changes).toEqual([[`${server.url}/jwks`, ['a', 'b']]]));
    expect(await numberFor('b')).toBe(1);
    expect(server.requests).toHaveLength(2);
  });

  it('are fetched again for an unknown kid, at most once a minute', async () => {
    server.publish({ '/jwks': setOf('old') });
    await numberFor('old');
    server.publish({ '/jwks': setOf('new') });
    expect(await numberFor('new')).toBe(0);
    clock.advance(60);
    expect(await Promise.all(Array.from({ length: 50 }, () => numberFor('new')))).toEqual(Array(50).fill(1));
    expect(await numberFor('old')).toBe(0);
    expect(server.requests).toHaveLength(2);
    for (let second = 0; second < 59; second += 1) {
      clock.advance(1);
      expect(await Promise.all(['x', 'y', `z${second}`].map((kid) => numberFor(kid)))).toEqual([0, 0, 0]);
    }
    expect(server.requests).toHaveLength(2);
    clock.advance(1);
    expect(await numberFor('x')).toBe(0);
    expect(server.requests).toHaveLength(3);
  });

  it('work for a day while they cannot be fetched, and are then refused', async () => {
    server.publish({ '/jwks': setOf('a') });
    await numberFor('a');
    down();
    clock.advance(86_399);
    expect(await numberFor('a')).toBe(1);
    await eventually(() => expect(failures).toMatchObject([isRefused('answers 503')]));
    clock.advance(61);
    await expect(numberFor('a')).rejects.toMatchObject(isRefused('answers 503'));
    server.publish({ '/jwks': setOf('a') });
    clock.advance(60);
    expect(await numberFor('a')).toBe(1);
  });

  it('are asked for once a minute behind requests that do not wait, while they cannot be had', async () => {
    server.publish({ '/jwks': setOf('a') });
    await numberFor('a');
    down();
    clock.advance(3_600);
    await numberFor('a');
    await eventually(() => expect(failures).toHaveLength(1));
    const begun = vi.spyOn(deadlines, 'startTimer');
    clock.advance(59);
    expect(await numberFor('a')).toBe(1);
    expect(begun).toHaveBeenCalledTimes(0);
    clock.advance(1);
    expect(await numberFor('a')).toBe(1);
    expect(begun).toHaveBeenCalledTimes(1);
    await requested(3);
  });

  it('are asked for once a minute while they cannot be had, with or without older ones', async () => {
    down();
    await expect(numberFor('a')).rejects.toMatchObject(isRefused('answers 503'));
    clock.advance(59);
    await expect(Promise.all([numberFor('a'), numberFor('b')])).rejects.toMatchObject(isRefused('answers 503'));
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    await expect(Promise.all([numberFor('a'), numberFor('b')])).rejects.toMatchObject(isRefused('answers 503'));
    expect(server.requests).toHaveLength(2);
    server.publish({ '/jwks': setOf('a') });
    clock.advance(60);
    expect(await numberFor('a')).toBe(1);
    down();
    clock.advance(60);
    expect(await Promise.all([numberFor('b'), numberFor('c'), numberFor('a')])).toEqual([0, 0, 1]);
    clock.advance(59);
    expect(await Promise.all([numberFor('b'), numberFor('a')])).toEqual([0, 1]);
    expect(server.requests).toHaveLength(4);
  });

  it('are reported when they begin to fail, when the reason changes, and once an hour', async () => {
    const fail = () => expect(numberFor('a')).rejects.toThrow();
    down();
    await fail();
    for (let minute = 0; minute < 59; minute += 1) {
      clock.advance(60);
      await fail();
    }
    expect(failures.map(({ reason }) => reason)).toEqual(['answers 503']);
    clock.advance(60);
    await fail();
    server.answer((_request, response) => response.end('no'));
    clock.advance(60);
    await fail();
    const reasons = ['answers 503', 'answers 503', 'is not a JSON object in UTF-8'];
    expect(failures.map(({ reason }) => reason)).toEqual(reasons);
    expect(server.requests).toHaveLength(62);
  });

  it('are none if the set has no usable key, as a server withdraws them', async () => {
    server.publish({ '/jwks': setOf('a') });
    await numberFor('a');
    server.publish({ '/jwks': { keys: [] } });
    clock.advance(60);
    expect(await numberFor('b')).toBe(0);
    expect(await numberFor('a')).toBe(0);
    expect(changes).toEqual([[`${server.url}/jwks`, []]]);
  });

  it('are no longer kept if the document is not a key set', async () => {
    server.publish({ '/jwks': { keys: 'a' } });
    await expect(numberFor('a')).rejects.toMatchObject(isRefused('has no list of keys'));
  });
});

describe('the keys of an issuer', () => {
  const discovery = '/.well-known/openid-configuration';
  const metadata = (issuer: string) => ({ issuer, jwks_uri: `${server.url}/jwks` });

  it.each([
    ['without a path', '', discovery],
    ['with a path', '/tenant/v2.0', `/tenant/v2.0${discovery}`],
    ['with a final slash', '/tenant/', `/tenant${discovery}`],
  ])('are found by its OpenID metadata: %s', async (_name, path, expected) => {
    const issuer = `${server.url}${path}`;
    server.publish({ [expected]: metadata(issuer), '/jwks': setOf('a') });
    expect(await Promise.all([numberFor('a', { issuer }), numberFor('a', { issuer })])).toEqual([1, 1]);
    expect(server.requests).toEqual([expected, '/jwks']);
  });

  it('are found by the metadata of RFC 8414 if there is no other', async () => {
    const issuer = `${server.url}/tenant/`;
    const path = '/.well-known/oauth-authorization-server/tenant';
    server.publish({ [path]: metadata(issuer), '/jwks': setOf('a') });
    expect(await numberFor('a', { issuer })).toBe(1);
    expect(server.requests).toEqual([`/tenant${discovery}`, path, '/jwks']);
  });

  it.each([
    ['of another issuer', () => metadata('https://other.example'), 'is the metadata of another issuer'],
    ['with a final slash more', () => metadata(`${server.url}/`), 'is the metadata of another issuer'],
    ['without an issuer', () => ({ jwks_uri: `${server.url}/jwks` }), 'is the metadata of another issuer'],
    ['without jwks_uri', () => ({ issuer: server.url }), 'has no jwks_uri'],
    ['with a list as jwks_uri', () => ({ issuer: server.url, jwks_uri: [] }), 'has no jwks_uri'],
  ])('are refused by metadata %s', async (_name, document, reason) => {
    server.publish({ [discovery]: document(), '/jwks': setOf('a') });
    const message = `${server.url}${discovery} ${reason}`;
    await expect(numberFor('a', { issuer: server.url })).rejects.toMatchObject({ message });
    expect(server.requests).toEqual([discovery]);
  });

  it.each([
    ['http://keys.example/jwks', 'does not begin with https://'],
    ['http://10.0.0.1/jwks', 'does not begin with https://'],
    ['https://169.254.169.254/jwks', 'has a host with a special-use address'],
    ['file:///etc/passwd', 'does not begin with https://'],
    ['/jwks', 'is not a URL'],
  ])('are not fetched from a jwks_uri that the rules refuse: %s', async (jwksUri, reason) => {
    server.publish({ [discovery]: { issuer: server.url, jwks_uri: jwksUri } });
    await expect(numberFor('a', { issuer: server.url })).rejects.toMatchObject({ message: `${jwksUri} ${reason}` });
    expect(server.requests).toEqual([discovery]);
  });

  it('are found where they have moved to, when a kid is unknown', async () => {
    const issuer = server.url;
    server.publish({ [discovery]: metadata(issuer), '/jwks': setOf('a') });
    await numberFor('a', { issuer });
    server.publish({ [discovery]: { issuer, jwks_uri: `${issuer}/moved` }, '/jwks': setOf('a'), '/moved': setOf('b') });
    clock.advance(60);
    expect(await Promise.all([numberFor('b', { issuer }), numberFor('b', { issuer })])).toEqual([1, 1]);
    expect(server.requests).toEqual([discovery, '/jwks', discovery, '/moved']);
  });

  it('work while the metadata cannot be fetched', async () => {
    const issuer = server.url;
    server.publish({ [discovery]: metadata(issuer), '/jwks': setOf('a') });
    await numberFor('a', { issuer });
    server.publish({ '/jwks': setOf('b') });
    clock.advance(60);
    expect(await numberFor('b', { issuer })).toBe(1);
  });

  it.each(['?a=b', '#a'])('are not looked for if the issuer has %s', async (end) => {
    const issuer = `${server.url}/${end}`;
    await expect(numberFor('a', { issuer })).rejects.toThrow('is an issuer with a query or a fragment');
    expect(server.requests).toEqual([]);
  });
});
