// The password grant (RFC 6749 §4.3), when it is enabled.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grantTypes } from '../../shared/clients/grant-types.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import type { Counter } from '../../shared/guessing/counter.ts';
import type { Passwords } from '../../shared/users/password.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { trustTwo } from '../flows/guesses.ts';
import { failingKeys } from '../shared/keys/failing-keys.ts';
import { api, job, jobSecret, native, web, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { introspect, introspectAsApi, refresh, refreshClaims, revoke } from '../support/grants.ts';
import { basic, expectRefusal, expectTokens, postToken, send, type TestAnswer } from '../support/request.ts';
import { openTestService, startServer, type TestServer } from '../support/server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const grant_types = ['password', 'refresh_token', 'authorization_code'];
const trusted = { ...web, grant_types };
const brief = { ...web, client_id: 'brief', grant_types: ['password'] };
const phone = { ...native, client_id: 'phone', grant_types };
const asking = { ...web, client_id: 'asking', grant_types, consent: true };
const without = { ...web, client_id: 'without', grant_types: ['authorization_code'] };
const audits = { ...job, client_id: 'audits', grant_types: ['password'] };

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
let server: TestServer;
let ada: UserRecord;

async function start(
  environment: Readonly<Record<string, string>> = {},
  keysFail = false,
  meanwhile = async () => {},
): Promise<void> {
  clock = testClock();
  const failing = await failingKeys((await openTestService()).keys);
  server = await startServer({
    clients: [trusted, brief, phone, asking, without, audits, api],
    clock,
    environment: { ...trustTwo, PASSWORD_GRANT: 'true', ...environment },
    change(service) {
      faulty = faultyStore(service.store);
      store = countingStore(faulty);
      if (keysFail) failing.fail('published');
      const passwords: Passwords = {
        ...service.passwords,
        async verify(...compared) {
          await meanwhile();
          return service.passwords.verify(...compared);
        },
      };
      return { ...service, store, passwords, keys: keysFail ? failing : service.keys };
    },
  });
  ada = await addTestUser(server.service.store);
  store.takeCalls();
}
beforeEach(() => start());
afterEach(() => server.close());

type Changes = Readonly<Record<string, string | undefined>>;

const home = { 'X-Forwarded-For': '192.0.2.7' };

/** A valid request of the client `web` with these changes; undefined leaves a parameter out. */
function ask(changes: Changes = {}, headers: Readonly<Record<string, string>> = home): Promise<TestAnswer> {
  const form: Changes = {
    grant_type: 'password',
    username: 'ada',
    password: adaPassword,
    scope: 'reports.read',
    client_id: 'web',
    client_secret: webSecret,
    ...changes,
  };
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return postToken(server, pairs, headers);
}

const wrong = { password: 'not the password' };

/** A public client. */
const asPhone = { client_id: 'phone', client_secret: undefined };

describe('the password grant', () => {
  it('returns tokens for the user, as a code does', async () => {
    const answer = await ask({ scope: 'openid reports.read', username: ' ADA ' });
    expect(answer.status, answer.text).toBe(200);
    const { access_token, refresh_token, id_token, ...others } = answer.json;
    expect(others).toEqual({ token_type: 'Bearer', expires_in: 3600, scope: 'openid reports.read' });
    const now = clock.now() / 1000;
    expect(decodeJwt(access_token)).toMatchObject({
      sub: ada.subject,
      client_id: 'web',
      aud: ['https://reports.example', 'https://issuer.example/userinfo'],
      auth_time: now,
    });
    expect(decodeJwt(id_token)).toMatchObject({ sub: ada.subject, aud: 'web', auth_time: now });
    expect(refreshClaims(refresh_token)).toMatchObject({ generation: 0, scope: 'openid reports.read' });
    expect(server.log.at(-1)).toMatchObject({ outcome: 'success', grant_type: 'password', client_id: 'web' });
  });

  it('reads the user once and writes once', async () => {
    // The barriers are cached from now on.
    await ask();
    store.takeCalls();
    expectTokens(await ask({ client_id: 'brief' }), 'reports.read');
    expect(store.takeCalls()).toEqual(['read', 'commit']);
  });

  it('creates a grant that can be refreshed, introspected, revoked and ended', async () => {
    const { json } = await ask();
    expect((await introspectAsApi(server, json.access_token)).json).toMatchObject({ active: true, sub: ada.subject });
    const { json: next } = await refresh(server, json.refresh_token);
    expect(decodeJwt(next.access_token)).toMatchObject({ sub: ada.subject, scope: 'reports.read' });
    const other = await refresh(server, next.refresh_token, { resource: 'https://files.example' });
    expect(decodeJwt(other.json.access_token).aud).toBe('https://files.example');
    await revoke(server, other.json.refresh_token);
    expect((await introspectAsApi(server, json.access_token)).json).toEqual({ active: false });
    expect((await introspect(server, other.json.refresh_token)).json).toEqual({ active: false });
    expectRefusal(await refresh(server, other.json.refresh_token), 'GrantRevoked', 'The grant has been revoked.');

    const { json: second } = await ask();
    clock.advance(1);
    await raiseBarrier({ subject: ada.subject }, server.service.store);
    clock.advance(61);
    expectRefusal(await refresh(server, second.refresh_token), 'GrantRevoked', 'The grant has been revoked.');
    expect((await ask()).status).toBe(200);
  });

  it('is refused when a barrier was raised while the password was compared', async () => {
    await server.close();
    await start({}, false, async () => {
      await raiseBarrier({ subject: ada.subject }, server.service.store);
    });
    expectRefusal(await ask(), 'GrantRevoked', 'The user must sign in again.');
    expect(server.log.at(-1)).toMatchObject({ step: 'barriers', ended_by: 'barrier', subject: ada.subject });
    // The user is read, the barrier raised, and no grant opened.
    expect(store.takeCalls()).toEqual(['read', 'read', 'commit']);
  });

  it('detects reuse of its refresh tokens', async () => {
    const { json } = await ask();
    const { json: next } = await refresh(server, json.refresh_token);
    await refresh(server, next.refresh_token);
    clock.advance(31);
    expectRefusal(await refresh(server, json.refresh_token), 'RefreshTokenReused', 'already been exchanged');
    expectRefusal(await refresh(server, next.refresh_token), 'GrantRevoked', 'revoked');
  });

  it('is limited to the resource that the request names, also after a refresh', async () => {
    const { json } = await ask({ resource: 'https://files.example' });
    expect(decodeJwt(json.access_token).aud).toBe('https://files.example');
    const refused = await refresh(server, json.refresh_token, { resource: 'https://reports.example' });
    expectRefusal(refused, 'InvalidResource', 'The resource https://reports.example is not allowed for this client.');
    expectRefusal(
      await ask({ resource: 'https://other.example' }),
      'InvalidResource',
      'is not allowed for this client.',
    );
  });

  it('returns no refresh token to a client that may not refresh', async () => {
    const { json } = await ask({ client_id: 'brief' });
    expect([json.refresh_token, json.expires_in]).toEqual([undefined, 3600]);
    expect((await introspectAsApi(server, json.access_token)).json.active).toBe(true);
  });

  it('is allowed for public clients, and never for a client that requires consent', async () => {
    expect((await ask({ client_id: 'phone', client_secret: undefined })).status).toBe(200);
    store.takeCalls();
    expectRefusal(
      await ask({ client_id: 'asking', ...wrong }),
      'UnauthorizedClient',
      'This client requires the consent of its users, which the grant type password cannot ask for.',
    );
    expect(store.takeCalls()).toEqual([]);
  });

  it('checks the password after the client, its grants, the parameters, resource and scope', async () => {
    expectRefusal(await ask({ client_secret: 'x'.repeat(32), ...wrong }), 'InvalidClient', 'failed');
    expectRefusal(
      await ask({ client_id: 'without', ...wrong }),
      'UnauthorizedClient',
      'may not use the grant type password.',
    );
    expectRefusal(await ask({ username: undefined }), 'MissingParameter', 'the parameter username.');
    expectRefusal(await ask({ password: '' }), 'MissingParameter', 'the parameter password.');
    expectRefusal(await ask({ password: 'a\r\nb' }), 'MalformedRequest', 'It must be a password, without line breaks');
    expectRefusal(await ask({ username: 'a\nb' }), 'MalformedRequest', 'It must be a user name, without line breaks');
    expectRefusal(await ask({ scope: 'payments', ...wrong }), 'InvalidScope', 'payments');
    expectRefusal(await ask({ scope: undefined, ...wrong }), 'InvalidScope', 'no default_scope');
    // None of them is a wrong password.
    for (let times = 0; times < 15; times += 1) await ask({ scope: 'payments', ...wrong });
    expect((await ask()).status).toBe(200);
    const { status, json } = await postToken(
      server,
      { grant_type: 'password', username: 'ada', password: adaPassword },
      { Authorization: basic('audits', jobSecret) },
    );
    expect([status, json.scope]).toEqual([200, 'reports.read']);
  });

  it('refuses its parameters in the URL, and repeated ones', async () => {
    const query = await send(server, '/token?password=x', { method: 'POST' });
    expect(query.status).toBe(400);
    const twice = await postToken(server, 'grant_type=password&username=a&password=b&password=c');
    expectRefusal(twice, 'MalformedRequest', 'password');
  });
});

describe('a wrong password', () => {
  it('is refused like an unknown or a disabled user, and only the log says which', async () => {
    const eve = await addTestUser(server.service.store, 'eve', { disabled: true });
    const cases: readonly (readonly [changes: Changes, reason: number, subject: string | undefined])[] = [
      [wrong, 990011, ada.subject],
      [{ username: 'nobody' }, 50034, undefined],
      [{ username: 'eve' }, 50057, eve.subject],
      [{ password: 'x'.repeat(60_000) }, 990011, ada.subject],
    ];
    for (const [changes, reason, subject] of cases) {
      store.takeCalls();
      const answer = await ask(changes);
      expectRefusal(answer, 'InvalidCredentials', /: The user name or the password is wrong\.$/);
      expect(store.takeCalls()).toEqual(['read']);
      const line = server.log.find(({ trace_id }) => trace_id === answer.json.trace_id);
      expect(line).toMatchObject({ outcome: 'refused', step: 'password', error_codes: [50126], reason });
      expect(line?.subject).toBe(subject);
    }
    expect(JSON.stringify(server.log)).not.toMatch(/nobody|not the password|correct horse/);
  });

  it('is throttled for the user at this app, from any address, and does not affect the user elsewhere', async () => {
    for (let times = 1; times <= 10; times += 1)
      expectRefusal(await ask(wrong, { 'X-Forwarded-For': `192.0.2.${times}` }), 'InvalidCredentials', 'wrong');
    const answer = await ask({}, { 'X-Forwarded-For': '192.0.2.99' });
    expectRefusal(answer, 'UserThrottled', 'Try again in 300 seconds.');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '300']);
    expect(server.log.at(-1)).toMatchObject({ event: 'user_throttled', address: '192.0.2.99', status: 429 });
    expect((await ask(asPhone)).status).toBe(200);
    clock.advance(300);
    expect((await ask()).status).toBe(200);
  });

  it('is logged as a flood when it is the 101st of an app, and does not throttle the app', async () => {
    const { service } = server;
    service.failures.note(Array(100).fill({ kind: 'app', of: ['web'], limit: 100, isShared: 'never' }), service);
    expectRefusal(await ask({ username: 'nobody' }), 'InvalidCredentials', 'wrong');
    expect(server.log.at(-1)).toMatchObject({ event: 'app_flooded', client_id: 'web', status: 400, reason: 50034 });
    expectRefusal(await ask({ ...wrong, client_id: 'brief' }), 'InvalidCredentials', 'wrong');
    expect(server.log.at(-1)).not.toHaveProperty('event', 'app_flooded');
    expect((await ask()).status).toBe(200);
  });

  it('from a public client is throttled by address, and does not affect confidential clients', async () => {
    for (let times = 1; times <= 10; times += 1)
      expectRefusal(await ask({ ...wrong, ...asPhone }), 'InvalidCredentials', 'wrong');
    expectRefusal(await ask(asPhone), 'UserThrottled', 'Try again in 300 seconds.');
    expect((await ask(asPhone, { 'X-Forwarded-For': '192.0.2.99' })).status).toBe(200);
    expect((await ask()).status).toBe(200);
  });

  it('from a public client is throttled by the address that the proxies report, over all users', async () => {
    const { service } = server;
    const counter: Counter = { kind: 'user address', of: ['192.0.2.7'], limit: 50, isShared: 'always' };
    for (let times = 0; times < 50; times += 1)
      service.failures.begin([counter], service).fail({ isExistingUser: true });
    expectRefusal(await ask(asPhone), 'UserThrottled', 'Try again in 300 seconds.');
    expectRefusal(await ask(asPhone, { 'X-Forwarded-For': '203.0.113.1, 192.0.2.7' }), 'UserThrottled', '300');
    expect((await ask(asPhone, { 'X-Forwarded-For': '192.0.2.8' })).status).toBe(200);
  });

  it('among many concurrent ones is compared four at a time, ten in all, and the others must wait', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => ask(wrong)));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 400)).toHaveLength(10);
    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    expectRefusal(await ask(), 'UserThrottled', 'Try again in 300 seconds.');
  });

  it('is refused as busy when too many users sign in at once', async () => {
    // With new passwords: hashes that this process has computed before are remembered.
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        ask({ username: `nobody-${index}`, password: `${randomUUID()} ${index}` }),
      ),
    );
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    for (const answer of busy) expectRefusal(answer, 'PasswordCheckBusy', 'Too many passwords are being checked.');
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(12 - busy.length);
    expect((await ask()).status).toBe(200);
  });
});

describe('nothing is written', () => {
  it('when signing fails', async () => {
    await server.close();
    await start({}, true);
    expect((await ask()).status).toBe(503);
    // The user and the barriers are read; no grant is opened.
    expect(store.takeCalls()).not.toContain('commit');
  });

  it('without an answer: when the answer of the store is lost, the request is a fault, and the next one opens another grant', async () => {
    expect((await ask()).status).toBe(200);
    faulty.expect(['none', 'answer lost']);
    expectRefusal(await ask(), 'StoreUnavailable', 'did not answer');
    faulty.expect(['none', 'repeated']);
    const { status, json } = await ask();
    expect(status).toBe(200);
    expect((await refresh(server, json.refresh_token)).status).toBe(200);
  });
});

describe('when PASSWORD_GRANT is true', () => {
  it('metadata lists the grant, and a client without it is unauthorized', async () => {
    for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']) {
      const { json } = await send(server, path);
      expect(json.grant_types_supported).toContain('password');
      expect(json.grant_types_supported).toEqual([...grantTypes.keys()]);
    }
    expectRefusal(
      await ask({ client_id: 'without' }),
      'UnauthorizedClient',
      'The client may not use the grant type password. Allowed: authorization_code.',
    );
  });
});

describe('when PASSWORD_GRANT is not true', () => {
  it.each(['false', ''])('the grant is unsupported, even if the client may use it: %j', async (value) => {
    await server.close();
    await start({ PASSWORD_GRANT: value });
    expectRefusal(await ask(), 'UnsupportedGrantType', 'The grant type password is not supported.');
    const { json } = await send(server, '/.well-known/openid-configuration');
    expect(json.grant_types_supported).not.toContain('password');
    expect(store.takeCalls()).toEqual([]);
  });
});
