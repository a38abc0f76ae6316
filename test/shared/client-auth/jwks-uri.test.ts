import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyed, newTestKey, postAssertion, signAssertion, type TestKey } from '../../support/assertions.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type OtherServer, openOtherServer } from '../../support/other-server.ts';
import { expectTokens, type TestAnswer, withoutIds } from '../../support/request.ts';
import { useServerForEachTest } from '../../support/use-server.ts';

const [first, second] = [newTestKey('ES256', 'first'), newTestKey('RS256', 'second')];

let ofClient: OtherServer;
let clock: TestClock;
beforeAll(async () => {
  ofClient = await openOtherServer();
});
afterAll(() => ofClient.close());
beforeEach(() => publish(first));

const server = useServerForEachTest(() => {
  clock = testClock();
  const { jwks: _, ...keyless } = keyed;
  return { clients: [{ ...keyless, jwks_uri: `${ofClient.url}/jwks` }], clock, isIssuerUrl: true };
});

function publish(...keys: readonly TestKey[]): void {
  ofClient.publish({ '/jwks': { keys: keys.map(({ jwk }) => jwk) } });
}

async function send(key: TestKey, claims: Record<string, unknown> = {}): Promise<TestAnswer> {
  const aud = server.service.settings.issuer;
  return postAssertion(server, await signAssertion(clock.now() / 1000, { key, claims: { aud, ...claims } }));
}

function reasonOf({ json }: TestAnswer): unknown {
  return server.log.find(({ trace_id }) => trace_id === json.trace_id)?.reason;
}

describe('the keys behind jwks_uri', () => {
  it('verify assertions, and are fetched once', async () => {
    const before = ofClient.requests.length;
    for (let times = 0; times < 3; times += 1) expectTokens(await send(first), 'reports.read');
    expect(ofClient.requests.length - before).toBe(1);
  });

  it('may change: the new one is fetched when it is first used, and the old one no longer works', async () => {
    expectTokens(await send(first), 'reports.read');
    publish(second);
    clock.advance(61);
    expectTokens(await send(second), 'reports.read');
    expect(reasonOf(await send(first))).toBe(700027);
  });

  it('that cannot be fetched are refused like an unknown client, and the log says which', async () => {
    ofClient.answer((_request, response) => response.writeHead(500).end());
    const [known, unknown] = [await send(first), await send(first, { iss: 'nobody', sub: 'nobody' })];
    expect(known.status).toBe(401);
    expect(withoutIds(known)).toEqual(withoutIds(unknown));
    expect([reasonOf(known), reasonOf(unknown)]).toEqual([990063, 700016]);
  });

  it('that are no keys for signatures verify nothing', async () => {
    ofClient.publish({ '/jwks': { keys: [{ ...first.jwk, use: 'enc' }] } });
    expect(reasonOf(await send(first))).toBe(700027);
  });
});
