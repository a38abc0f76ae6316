// The grant urn:ietf:params:oauth:grant-type:device_code (RFC 8628 §3.4 and §3.5).
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { isGrantPartition } from '../../shared/store/partition.ts';
import { anyCharacter } from '../support/any-character.ts';
import { api } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import {
  beginDevice,
  decide,
  deviceClients,
  deviceGrant,
  poll,
  printer,
  printerSecret,
  tv,
} from '../support/device.ts';
import { introspectAsApi } from '../support/grants.ts';
import { openPerson, type Person } from '../support/person.ts';
import { expectRefusal, postForm } from '../support/request.ts';
import { issuer, startServer } from '../support/server.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

/** Gets no refresh token. */
const kiosk = { ...tv, client_id: 'kiosk', grant_types: [deviceGrant] };

let clock: TestClock;
let person: Person;
let subject: string;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: [...deviceClients, kiosk, api], clock };
});
beforeEach(async () => {
  person = openPerson(issuer, [server]);
  ({ subject } = await addTestUser(server.service.store, 'ada'));
});

async function allowed(form: Readonly<Record<string, string>> = {}): Promise<string> {
  const { deviceCode, userCode } = await beginDevice(server, form);
  expect((await decide(person, userCode, 'Allow')).url.pathname).toBe('/device');
  return deviceCode;
}

const pending = (code: string) => poll(server, code);

describe('before the user has decided', () => {
  it('a device that keeps the interval is told to go on', async () => {
    const { deviceCode } = await beginDevice(server);
    for (let polls = 0; polls < 5; polls += 1) {
      expectRefusal(await pending(deviceCode), 'AuthorizationPending', 'Ask again after 5 seconds');
      clock.advance(5);
    }
    expect(server.log.at(-1)).toMatchObject({ error: 'authorization_pending', step: 'decision', store_calls: 2 });
  });

  it('a device that is a little early is not punished, since requests take different times', async () => {
    const { deviceCode } = await beginDevice(server);
    await pending(deviceCode);
    clock.advance(4);
    expectRefusal(await pending(deviceCode), 'AuthorizationPending', '5 seconds');
  });

  it('a device that asks too often must wait 5 seconds longer, for this and all further requests', async () => {
    const { deviceCode } = await beginDevice(server);
    await pending(deviceCode);
    clock.advance(3);
    expectRefusal(await pending(deviceCode), 'PollingTooFast', '5 seconds longer');
    clock.advance(5);
    expectRefusal(await pending(deviceCode), 'PollingTooFast', '5 seconds longer');
    clock.advance(15);
    expectRefusal(await pending(deviceCode), 'AuthorizationPending', 'after 15 seconds');
    clock.advance(10);
    expectRefusal(await pending(deviceCode), 'PollingTooFast', '5 seconds longer');
  });

  it('a device that never slows down costs no more writes than the first few', async () => {
    const { deviceCode } = await beginDevice(server);
    for (let polls = 0; polls < 15; polls += 1) await pending(deviceCode);
    expectRefusal(await pending(deviceCode), 'PollingTooFast', '5 seconds longer');
    expect(server.log.at(-1)).toMatchObject({ store_calls: 1 });
  });

  it('of many polls at once one is told to go on', async () => {
    const { deviceCode } = await beginDevice(server);
    const answers = await Promise.all(Array.from({ length: 20 }, () => pending(deviceCode)));
    const errors = answers.map(({ json }) => json.error);
    expect(errors.filter((error) => error === 'authorization_pending')).toHaveLength(1);
    expect(errors.filter((error) => error === 'slow_down')).toHaveLength(19);
  });

  it('a poll whose write is late is told to slow down, too', async () => {
    const { store } = server.service;
    const { deviceCode } = await beginDevice(server);
    let release = () => {};
    let reached = () => {};
    const isReached = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const late = await startServer({
      clients: deviceClients,
      clock,
      change: (service) => ({
        ...service,
        store: {
          ...store,
          async commit(partition, changes) {
            reached();
            await isReleased;
            return store.commit(partition, changes);
          },
        },
      }),
    });
    const held = poll(late, deviceCode);
    await isReached;
    expectRefusal(await pending(deviceCode), 'AuthorizationPending', '5 seconds');
    expectRefusal(await pending(deviceCode), 'PollingTooFast', '5 seconds');
    release();
    expectRefusal(await held, 'PollingTooFast', '5 seconds');
    await late.close();
  });

  it('a device code expires after its lifetime', async () => {
    const { deviceCode } = await beginDevice(server);
    clock.advance(599);
    expectRefusal(await pending(deviceCode), 'AuthorizationPending', '5 seconds');
    clock.advance(1);
    expectRefusal(await pending(deviceCode), 'DeviceCodeExpired', 'start again');
    clock.advance(2 * 86_400);
    expectRefusal(await pending(deviceCode), 'InvalidGrant', 'expired long ago');
  });
});

describe('after the user has allowed it', () => {
  it('a device that asks too soon gets its tokens, too', async () => {
    const { deviceCode, userCode } = await beginDevice(server);
    await pending(deviceCode);
    await decide(person, userCode, 'Allow');
    expect((await pending(deviceCode)).status).toBe(200);
    expect(server.log.at(-1)).toMatchObject({ outcome: 'success', store_calls: 2 });
  });

  it('the tokens are for what the user has allowed', async () => {
    const { json } = await pending(await allowed({ scope: 'reports.write' }));
    expect(json.scope).toBe('reports.write');
    expect(json).not.toHaveProperty('id_token');
    expect(decodeJwt(json.access_token)).toMatchObject({
      sub: subject,
      client_id: 'tv',
      aud: 'https://reports.example',
      scope: 'reports.write',
      auth_time: clock.now() / 1000,
    });
  });

  it('a request may pick one of the resources', async () => {
    const deviceCode = await allowed();
    expectRefusal(await poll(server, deviceCode, { resource: 'https://evil.example' }), 'InvalidResource', 'evil');
    const { json } = await poll(server, deviceCode, { resource: 'https://files.example' });
    expect(decodeJwt(json.access_token).aud).toBe('https://files.example');
  });

  it('a client without refresh tokens gets none, and a token that lives as long as any', async () => {
    const deviceCode = await allowed({ client_id: 'kiosk' });
    clock.advance(590);
    const { json } = await poll(server, deviceCode, { client_id: 'kiosk' });
    expect(json).toMatchObject({ expires_in: 3600, scope: 'reports.read' });
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('a device code works once: a second use is refused, and later one revokes the grant', async () => {
    const deviceCode = await allowed();
    const { json } = await pending(deviceCode);
    expectRefusal(await pending(deviceCode), 'CodeAlreadyRedeemed', 'a moment ago');
    expect((await introspectAsApi(server, json.access_token)).json.active).toBe(true);
    clock.advance(11);
    expectRefusal(await pending(deviceCode), 'CodeAlreadyRedeemed', 'now revoked');
    expect(server.log.at(-1)).toMatchObject({ event: 'code_replayed', client_id: 'tv', subject });
    expect((await introspectAsApi(server, json.access_token)).json.active).toBe(false);
  });

  it('a second use is noticed after the code has expired, too', async () => {
    const deviceCode = await allowed();
    const { json } = await pending(deviceCode);
    clock.advance(700);
    expectRefusal(await pending(deviceCode), 'CodeAlreadyRedeemed', 'now revoked');
    expect((await introspectAsApi(server, json.access_token)).json.active).toBe(false);
  });

  it('a code that nobody fetched in time is expired', async () => {
    const deviceCode = await allowed();
    clock.advance(600);
    expectRefusal(await pending(deviceCode), 'DeviceCodeExpired', 'start again');
  });

  it('a failed request uses nothing up', async () => {
    const deviceCode = await allowed();
    expectRefusal(
      await poll(server, deviceCode, { client_id: 'other-tv' }),
      'InvalidGrant',
      'not issued to this client',
    );
    expectRefusal(await poll(server, deviceCode, { resource: 'https://evil.example' }), 'InvalidResource', 'evil');
    expect((await pending(deviceCode)).status).toBe(200);
  });

  it.each([
    ['the user has signed out everywhere', () => ({ subject })],
    ['the client was removed', () => ({ clientId: 'tv' })],
    ['the user has ended the access of the client', () => ({ clientId: 'tv', subject })],
  ])('it is refused when %s since', async (_what, target) => {
    const deviceCode = await allowed();
    clock.advance(120);
    await raiseBarrier(target(), server.service.store);
    expectRefusal(await pending(deviceCode), 'GrantRevoked', 'revoked');
  });
});

it('a denial is told at every poll', async () => {
  const { deviceCode, userCode } = await beginDevice(server);
  await decide(person, userCode, 'Deny');
  for (const seconds of [0, 5, 700]) {
    clock.advance(seconds);
    expectRefusal(await pending(deviceCode), 'AccessDenied', 'The user denied');
  }
});

describe('a poll', () => {
  it('needs the credentials of a confidential client', async () => {
    const asPrinter = { client_id: 'printer', client_secret: printerSecret };
    const deviceCode = await allowed(asPrinter);
    expectRefusal(
      await poll(server, deviceCode, { client_id: 'printer' }),
      'MissingCredentials',
      'no client credentials',
    );
    expectRefusal(await poll(server, deviceCode), 'InvalidGrant', 'not issued to this client');
    expect((await poll(server, deviceCode, asPrinter)).status).toBe(200);
    expect(printer.client_name).toBe(tv.client_name);
  });

  it('needs a device_code', async () => {
    const answer = await postForm(server, '/token', { grant_type: deviceGrant, client_id: 'tv' });
    expectRefusal(answer, 'MissingParameter', 'device_code');
  });

  it('is refused for a code of another kind', async () => {
    const refused = await poll(server, await server.issueCode('tv', { redirectUri: 'https://tv.example' }));
    expectRefusal(refused, 'InvalidGrant', 'not issued by this server');
    const { deviceCode } = await beginDevice(server);
    const damaged = `${deviceCode.slice(0, -8)}AAAAAAAA`;
    expectRefusal(await pending(damaged), 'InvalidGrant', 'damaged');
    expect(server.log.at(-1)).not.toHaveProperty('store_calls');
    const asRefresh = await postForm(server, '/token', {
      ...{ grant_type: 'refresh_token', refresh_token: deviceCode },
      client_id: 'tv',
    });
    expectRefusal(asRefresh, 'InvalidGrant', 'not issued by this server');
  });

  it('is never answered with a fault, whatever its device code is', async () => {
    const { deviceCode } = await beginDevice(server);
    const parts = deviceCode.split('.');
    const nearly = fc
      .tuple(fc.nat({ max: 4 }), fc.string())
      .map(([index, text]) => parts.map((part, place) => (place === index ? text : part)).join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: anyCharacter }), nearly), async (text) => {
        expect((await pending(text)).status).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a damaged row', () => {
  const odd = fc.oneof(
    fc.constantFrom('', 'x', 'a/b#?', -1, 0, 1.5, 9e15, true, '1763710200'),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );

  function damage(rowName: RegExp, member: string, value: string | number | boolean): void {
    const { store } = server.service;
    const read = store.read.bind(store);
    Object.assign(store, {
      async read(partition: string) {
        const snapshot = await read(partition);
        const rows = snapshot.rows.map((row) =>
          rowName.test(row.name) ? { ...row, values: { ...row.values, [member]: value } } : row,
        );
        return { ...snapshot, rows };
      },
    });
  }

  it('of a decision denies the access, unless the decision is still one', async () => {
    const members = ['is', 'subject', 'auth_time', 'acr', 'amr', 'scope', 'resource', 'grant', 'grant_end'];
    const { read } = server.service.store;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...members), odd, async (member, value) => {
        Object.assign(server.service.store, { read });
        const code = await allowed();
        damage(/^decision$/, member, value);
        const { status, json } = await pending(code);
        expect([200, 400]).toContain(status);
        if (status !== 200) return;
        const isTime = typeof value === 'number' && Number.isInteger(value) && value > 0;
        const isText = typeof value === 'string' && value !== '';
        const isGood = /^(?:auth_time|grant_end)$/.test(member)
          ? isTime
          : member === 'grant'
            ? isGrantPartition(String(value))
            : member === 'amr'
              ? typeof value === 'string'
              : isText;
        expect([member, value, isGood, json.access_token !== undefined]).toEqual([member, value, true, true]);
      }),
      { numRuns: 60 },
    );
  });

  it('of a poll counts as the first one', async () => {
    const { read } = server.service.store;
    await fc.assert(
      fc.asyncProperty(odd, async (interval) => {
        Object.assign(server.service.store, { read });
        const { deviceCode } = await beginDevice(server);
        await pending(deviceCode);
        damage(/^poll/, 'interval', interval);
        const { status, json } = await pending(deviceCode);
        expect([status, json.error]).toEqual([400, 'slow_down']);
      }),
      { numRuns: 30 },
    );
  });
});
