// POST /device_authorization (RFC 8628 §3.1 and §3.2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unprovedWriteLimits } from '../../shared/client-auth/unproved-writes.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { anyCharacter } from '../support/any-character.ts';
import { job, jobSecret } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { askForCodes, deviceClients, poll, printerSecret } from '../support/device.ts';
import { basic, expectRefusal, expectTokenHeaders, postForm } from '../support/request.ts';
import { issuer, startServer } from '../support/server.ts';
import { useServer, useServerForEachTest } from '../support/use-server.ts';

const clients = [...deviceClients, job];
const server = useServer({ clients });

describe('a device authorization request', () => {
  it('is answered with the codes, the pages, the lifetime and the interval', async () => {
    const answer = await askForCodes(server, { scope: 'openid reports.read' });
    expect(answer.status, answer.text).toBe(200);
    expectTokenHeaders(answer);
    const { user_code } = answer.json;
    expect(user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(answer.json).toEqual({
      device_code: expect.stringMatching(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/),
      user_code,
      verification_uri: `${issuer}/device`,
      verification_uri_complete: `${issuer}/device?user_code=${user_code}`,
      expires_in: 600,
      interval: 5,
    });
    expect(server.log.at(-1)).toMatchObject({
      outcome: 'success',
      endpoint: 'deviceAuthorization',
      client_id: 'tv',
      scope: 'openid reports.read',
      store_calls: 1,
    });
    const log = JSON.stringify(server.log.at(-1));
    for (const secret of [user_code, user_code.replace('-', ''), answer.json.device_code]) {
      expect(log).not.toContain(secret);
    }
  });

  it('gets other codes each time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => askForCodes(server)));
    for (const name of ['user_code', 'device_code']) {
      expect(new Set(answers.map(({ json }) => json[name])).size).toBe(20);
    }
  });

  it('may come from a confidential client, which authenticates as at /token', async () => {
    const asPrinter = { client_id: 'printer', client_secret: printerSecret };
    expect((await askForCodes(server, asPrinter)).status).toBe(200);
    const wrong = await askForCodes(server, { ...asPrinter, client_secret: `${printerSecret}x` });
    expectRefusal(wrong, 'InvalidClient', 'Client authentication failed');
    expectRefusal(await askForCodes(server, { client_id: 'printer' }), 'MissingCredentials', 'no client credentials');
    expectRefusal(await askForCodes(server, { client_id: 'nobody' }), 'MissingCredentials', 'no client credentials');
    expectRefusal(await postForm(server, '/device_authorization', {}), 'MissingParameter', 'client_id');
  });

  it('is refused for a client that may not use the grant', async () => {
    const answer = await postForm(
      server,
      '/device_authorization',
      {},
      { Authorization: basic('nightly-report', jobSecret) },
    );
    expectRefusal(answer, 'UnauthorizedClient', 'urn:ietf:params:oauth:grant-type:device_code');
  });

  it('is refused for a scope or resource that the client may not have, and repeated parameters', async () => {
    expectRefusal(await askForCodes(server, { scope: 'admin' }), 'InvalidScope', 'admin');
    expectRefusal(await askForCodes(server, { scope: 'a"b' }), 'InvalidScope', 'scope');
    expectRefusal(await askForCodes(server, { resource: 'https://evil.example' }), 'InvalidResource', 'evil');
    const twice = await postForm(server, '/device_authorization', 'client_id=tv&scope=openid&scope=openid');
    expectRefusal(twice, 'MalformedRequest', 'repeated');
    const inUrl = await postForm(server, '/device_authorization?client_id=tv', {});
    expectRefusal(inUrl, 'MalformedRequest', 'in the URL');
  });

  it('may name several resources (RFC 8707)', async () => {
    const both = 'client_id=tv&resource=https://reports.example&resource=https://files.example';
    expect((await postForm(server, '/device_authorization', both)).status).toBe(200);
  });

  it('writes nothing when it is refused', async () => {
    await askForCodes(server, { scope: 'admin' });
    expect(server.log.at(-1)).not.toHaveProperty('store_calls');
  });

  it('is never answered with a fault, whatever its bytes are', async () => {
    const values = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('tv', 'openid', 'https://reports.example'),
    );
    const names = fc.constantFrom('client_id', 'scope', 'resource', 'client_secret', 'user_code', 'device_code');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values)), fc.uint8Array(), async (pairs, bytes) => {
        const answers = [
          await postForm(server, '/device_authorization', pairs),
          await postForm(server, '/device_authorization', Buffer.from(bytes).toString('latin1')),
        ];
        for (const { status } of answers) expect(status).toBeLessThan(500);
      }),
      { numRuns: 50 },
    );
  });
});

describe('many device authorization requests of public clients from one address', () => {
  const clock = testClock();
  const flooded = useServer({ clients, clock, environment: { TRUSTED_PROXIES: '2' } });
  /** The host of the tests adds another one. */
  const from = (address: string) => ({ 'X-Forwarded-For': address });

  it('are refused for a while, at this address only, and never for a confidential client', async () => {
    for (let sent = 0; sent < unprovedWriteLimits.address; sent += 1) {
      expect((await askForCodes(flooded, {}, from('192.0.2.1'))).status).toBe(200);
    }
    const refused = await askForCodes(flooded, {}, from('192.0.2.1'));
    expectRefusal(refused, 'PublicRequestsThrottled', 'Try again in 300 seconds');
    expect(refused.headers.get('retry-after')).toBe('300');
    expect(flooded.log.at(-1)).toMatchObject({ event: 'public_requests_throttled', address: '192.0.2.1' });
    expect(flooded.log.at(-1)).not.toHaveProperty('store_calls');
    expect((await askForCodes(flooded, {}, from('192.0.2.2'))).status).toBe(200);
    const asPrinter = { client_id: 'printer', client_secret: printerSecret };
    expect((await askForCodes(flooded, asPrinter, from('192.0.2.1'))).status).toBe(200);
    clock.advance(301);
    expect((await askForCodes(flooded, {}, from('192.0.2.1'))).status).toBe(200);
  });
});

describe('a user code that another device has', () => {
  let refusals = 0;
  const colliding = useServerForEachTest(() => {
    const clock = testClock();
    const store = memoryStore(clock);
    const full: Store = {
      ...store,
      commit(partition, changes) {
        refusals -= 1;
        return refusals >= 0 ? Promise.resolve('refused') : store.commit(partition, changes);
      },
    };
    return { clients, clock, change: (service) => ({ ...service, store: full }) };
  });

  it('is replaced by another one', async () => {
    refusals = 3;
    const answer = await askForCodes(colliding);
    expect(answer.status, answer.text).toBe(200);
    expectRefusal(await poll(colliding, answer.json.device_code), 'AuthorizationPending', 'not decided');
  });

  it('is a fault when no code is free after some attempts', async () => {
    refusals = 1000;
    expectRefusal(await askForCodes(colliding), 'StoreUnavailable', 'Send the same request again');
  });
});

it('a request whose answer from the store was lost keeps its codes', async () => {
  const clock = testClock();
  const store = memoryStore(clock);
  /** As an SDK that repeats a call after a lost answer: the second one is refused. */
  const repeating: Store = {
    ...store,
    async commit(partition, changes) {
      await store.commit(partition, changes);
      return store.commit(partition, changes);
    },
  };
  const repeated = await startServer({ clients, clock, change: (service) => ({ ...service, store: repeating }) });
  const answer = await askForCodes(repeated);
  expect(answer.status, answer.text).toBe(200);
  expectRefusal(await poll(repeated, answer.json.device_code), 'PollingTooFast', '5 seconds longer');
  await repeated.close();
});
