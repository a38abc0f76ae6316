// POST /par, and /authorize with the request_uri that it returned (RFC 9126).
import { beforeEach, describe, expect, it } from 'vitest';
import { seconds, utcDay } from '../../shared/base/clock.ts';
import { unprovedWriteLimits } from '../../shared/client-auth/unproved-writes.ts';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { sealJwt } from '../../shared/keys/sealed-jwt.ts';
import type { Row } from '../../shared/store/store.ts';
import { asApp } from '../flows/instances.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { redeem } from '../support/grants.ts';
import { expectPage, linksOf, textOf } from '../support/page.ts';
import { push, pushedPath, pushedRequest, pushing } from '../support/par.ts';
import type { Person, Place } from '../support/person.ts';
import { basic, expectCors, expectRefusal, postForm, postToken, send } from '../support/request.ts';
import { challenge, issuer, verifier } from '../support/server.ts';
import { appClients, appSecret, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServer, useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

let clock: TestClock;
let person: Person;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: [...appClients, pushing], clock };
});
beforeEach(async () => {
  person = personAt(server);
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('POST /par', () => {
  it('answers 201 with a request_uri for 90 seconds, which no cache may keep (§2.2)', async () => {
    const answer = await push(server);
    expect(answer.json, answer.text).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:\d{8}-[\w-]{43}$/),
      expires_in: 90,
    });
    expect(answer.status).toBe(201);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    expectCors(answer.headers, true);
    expect(server.log.at(-1)).toMatchObject({
      endpoint: 'par',
      outcome: 'success',
      client_id: 'app',
      authentication_method: 'client_secret_post',
      protected_by: 'push',
      store_calls: 1,
    });
    expect(JSON.stringify(server.log)).not.toContain(answer.json.request_uri.slice(-43));
  });

  it('never answers the same request_uri twice', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => push(server)));
    expect(new Set(answers.map(({ json }) => json.request_uri)).size).toBe(20);
  });

  it('authenticates the client as /token does (§2.1)', async () => {
    const header = { Authorization: basic('app', appSecret) };
    expect((await push(server, { client_secret: undefined }, header)).status).toBe(201);
    expect((await push(server, { client_secret: undefined, client_id: undefined }, header)).status).toBe(201);
    expectRefusal(await push(server, { client_secret: undefined }), 'MissingCredentials', 'no client credentials');
    expectRefusal(await push(server, { client_secret: 'wrong' }), 'InvalidClient', '');
    expectRefusal(await push(server, { client_id: 'nobody' }), 'InvalidClient', '');
    expectRefusal(await push(server, {}, header), 'MalformedRequest', 'in more than one way');
    const other = await push(server, { client_secret: undefined, client_id: 'asking' }, header);
    expectRefusal(other, 'MalformedRequest', 'does not match');
  });

  it('takes the request of a public client, which sends its client_id (§2.1)', async () => {
    const changes = { client_id: 'spa', redirect_uri: 'https://spa.example/callback' };
    expect((await push(server, { client_secret: undefined, ...changes })).status).toBe(201);
    expectRefusal(await push(server, changes), 'InvalidClient', '');
  });

  it.each<[string, Parameters<typeof push>[1], ErrorName, string]>([
    ['a request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'MalformedRequest', 'request_uri'],
    ['another redirect URI', { redirect_uri: 'https://evil.example/' }, 'InvalidRedirectUri', 'not registered'],
    ['no response_type', { response_type: undefined }, 'MissingParameter', 'response_type'],
    ['another response_type', { response_type: 'token' }, 'UnsupportedResponseType', 'token'],
    ['no PKCE method', { code_challenge_method: undefined }, 'InvalidCodeChallenge', 'S256'],
    ['an unknown scope', { scope: 'all' }, 'InvalidScope', 'all'],
    ['an unknown resource', { resource: 'https://other.example' }, 'InvalidResource', 'other.example'],
    ['a foreign hint', { id_token_hint: 'a.b.c' }, 'MalformedRequest', 'id_token_hint'],
    ['a long state', { state: 'x'.repeat(4000) }, 'RedirectTooLong', 'state'],
    [
      'more than the pages can carry',
      {
        login_hint: 'ö'.repeat(256),
        state: 'x'.repeat(2800),
        nonce: 'n'.repeat(256),
        ui_locales: 'l'.repeat(256),
        scope: `openid ${'reports.read '.repeat(114).trim()}`,
      },
      'RequestTooLarge',
      'too long',
    ],
  ])('refuses %s as /authorize would, without a redirect (§2.3)', async (_, changes, row, description) => {
    expectRefusal(await push(server, changes), row, description);
  });

  it('answers 405 and 413 (§2.3)', async () => {
    expectRefusal(await send(server, '/par'), 'MethodNotAllowed', 'POST');
    expectRefusal(await push(server, { state: 'x'.repeat(70_000) }), 'RequestTooLarge', '65536');
  });

  it('does not take parameters in the URL, or twice', async () => {
    const body = authorizePath({ client_secret: appSecret }).slice('/authorize?'.length);
    expectRefusal(await postForm(server, '/par?state=x', body), 'MalformedRequest', 'state is in the URL');
    expectRefusal(await postForm(server, '/par', `${body}&state=x`), 'MalformedRequest', 'state is repeated');
  });
});

/** Expects a page, and nothing sent to the app. */
async function expectKept(path: string, row: ErrorName, description: string): Promise<void> {
  expectRefusal(await send(server, path), row, description, { isCrossOrigin: false });
  const page = await send(server, path, { headers: browser });
  expectPage(page, 'en', 400);
  expect(textOf(page.text)).toContain(description);
}

describe('/authorize with a request_uri', () => {
  it('signs the user in as if the parameters were in the URL, and the code works', async () => {
    const place = await signIn(person, await pushedRequest(server));
    const code = expectCode(place);
    const { json } = await postToken(server, {
      grant_type: 'authorization_code',
      client_id: 'app',
      client_secret: appSecret,
      redirect_uri: 'https://app.example/callback',
      code,
      code_verifier: verifier,
    });
    expect(json).toMatchObject({ token_type: 'Bearer', scope: 'openid reports.read' });
  });

  it('answers with a code at once when the user is signed in, without another address in between', async () => {
    await signIn(person);
    const place = await person.open(await pushedRequest(server));
    expectCode(place);
    expect(place.trail).toHaveLength(1);
  });

  it('ignores every other parameter of the URL (RFC 9101 §6.3)', async () => {
    await signIn(person);
    const path = await pushedRequest(server);
    const changed = { redirect_uri: 'https://evil.example/', state: 'other', scope: 'all', prompt: 'login' };
    expectCode(await person.open(`${path}&${new URLSearchParams(changed)}`));
  });

  it('works once (§4, §7.3)', async () => {
    await signIn(person);
    const path = await pushedRequest(server);
    expectCode(await person.open(path));
    await expectKept(path, 'InvalidRequestUri', 'has been used');
    expect(server.log.at(-1)).toMatchObject({ step: 'pushed request', error: 'invalid_request_uri' });
  });

  it('is not used up by a request that is refused', async () => {
    const path = await pushedRequest(server, { prompt: 'none' });
    expect((await person.open(path)).url.searchParams.get('error')).toBe('login_required');
    await signIn(person);
    expectCode(await person.open(path));
  });

  it('works for 90 seconds (§4)', async () => {
    await signIn(person);
    const [path, late] = [await pushedRequest(server), await pushedRequest(server)];
    clock.advance(89);
    expectCode(await person.open(path));
    clock.advance(1);
    await expectKept(late, 'InvalidRequestUri', 'older than 90 seconds');
  });

  it.each([
    ['made up', `urn:ietf:params:oauth:request_uri:20261121-${'a'.repeat(43)}`],
    ['of another form', 'urn:ietf:params:oauth:request_uri:x'],
    ['empty', 'urn:ietf:params:oauth:request_uri:'],
    ['of a day that does not exist', `urn:ietf:params:oauth:request_uri:99999999-${'a'.repeat(43)}`],
  ])('refuses one that is %s, on a page', async (_, requestUri) => {
    await expectKept(pushedPath(requestUri), 'InvalidRequestUri', 'unknown, or older');
  });

  it('refuses that of another client (§2.2), and leaves it usable', async () => {
    const { json } = await push(server);
    await expectKept(pushedPath(json.request_uri, 'asking'), 'InvalidRequestUri', 'by another client');
    await expectKept(
      `/authorize?${new URLSearchParams({ request_uri: json.request_uri })}`,
      'MissingParameter',
      'client_id',
    );
    expectCode(await signIn(person, pushedPath(json.request_uri)));
  });

  it('refuses request beside request_uri (RFC 9101 §5)', async () => {
    await expectKept(`${await pushedRequest(server)}&request=a.b.c`, 'MalformedRequest', 'Send one of them');
  });

  it('takes the request as a form too', async () => {
    const path = await pushedRequest(server);
    const posted = await postForm(server, '/authorize', path.slice('/authorize?'.length));
    expect(posted.headers.get('location')).toBe(`${issuer}${path}`);
  });

  it('is checked again, since the client may have changed since', async () => {
    const path = await pushedRequest(server);
    const { clients } = server.service;
    const findClient = clients.findClient.bind(clients);
    Object.assign(clients, {
      findClient: async (id: string) => {
        const client = await findClient(id);
        return client && { ...client, redirectUris: ['https://app.example/new'] };
      },
    });
    await expectKept(path, 'InvalidRedirectUri', 'not registered');
    Object.assign(clients, {
      findClient: async (id: string) => {
        const client = await findClient(id);
        return client && { ...client, registration: 'another' };
      },
    });
    await expectKept(path, 'InvalidRequestUri', 'registered again');
    Object.assign(clients, { findClient });
    expectCode(await signIn(person, path));
  });
});

/** What must be in no URL in the clear. */
const secrets = ['the-state-of-the-app', 'the-nonce', challenge.value, 'app.example', 'reports.read'];

/** Whether the browser sees the parameters only in the last redirect, to the app. */
function expectHidden(...places: readonly Place[]): void {
  for (const { trail, url } of places) {
    const addresses = trail.map(({ headers }) => headers.get('location') ?? '').filter((at) => at.startsWith(issuer));
    for (const address of [...addresses, ...(url.href.startsWith(issuer) ? [url.href] : [])]) {
      for (const secret of secrets) expect(decodeURIComponent(address)).not.toContain(secret);
    }
  }
}

function expectHiddenLinks({ text }: Place): readonly string[] {
  const links = linksOf(text);
  for (const link of links) for (const secret of secrets) expect(decodeURIComponent(link)).not.toContain(secret);
  return links;
}

describe('a sign-in that begins with a pushed request', () => {
  const pushed = { client_id: 'pushing' };
  const fields = { username: 'ada', password: adaPassword };

  it('asks for password and consent, also after back, reload and another language, and puts no parameter into a URL', async () => {
    const page = await person.open(await pushedRequest(server, pushed));
    expect([page.status, page.url.pathname]).toEqual([200, '/sign-in']);
    const links = expectHiddenLinks(page);
    const reloaded = await person.open(page.url.href);
    expect(textOf(reloaded.text)).toBe(textOf(page.text));
    const latvian = await person.open(links.find((link) => link.includes('ui_locales=lv')) ?? '');
    expect(latvian.text).toContain('<html lang="lv">');
    const wrong = await person.submit(latvian, 'Pierakstīties', { username: 'ada', password: 'wrong' });
    expect([wrong.status, wrong.url.pathname]).toEqual([400, '/sign-in']);
    expectHiddenLinks(wrong);
    const consent = await person.submit(wrong, 'Pierakstīties', fields);
    expect([consent.status, consent.url.pathname]).toEqual([200, '/consent']);
    const english = expectHiddenLinks(consent).find((link) => link.includes('ui_locales=en'));
    const again = await person.open(english ?? '');
    const back = await person.open(page.url.href);
    expect(back.url.pathname).toBe('/consent');
    const done = await person.submit(again, 'Allow');
    expectCode(done);
    expectHidden(page, reloaded, latvian, wrong, consent, again, back, done);
  });

  it('begins again, still sealed, when another tab has changed the session', async () => {
    await signIn(person);
    const page = await person.open(await pushedRequest(server, { ...pushed, prompt: 'select_account' }));
    const consent = await person.open(await pushedRequest(server, pushed));
    await addTestUser(server.service.store, 'grace');
    const other = await person.open(authorizePath({ prompt: 'login' }));
    expectCode(await person.submit(other, 'Sign in', { username: 'grace', password: adaPassword }));
    const chosen = await person.submit(page, /^Continue as/);
    expect(chosen.url.pathname).toBe('/sign-in');
    const asked = await person.submit(consent, 'Allow');
    expect(asked.url.pathname).toBe('/consent');
    expect(textOf(asked.text)).toContain('grace');
    expectHidden(page, consent, chosen, asked);
    expectCode(await person.submit(asked, 'Allow'));
  });

  it('goes on when the 90 seconds have passed', async () => {
    const page = await person.open(await pushedRequest(server, pushed));
    clock.advance(600);
    expectCode(await person.submit(await person.submit(page, 'Sign in', fields), 'Allow'));
  });

  it('goes on with the same request when the form has expired', async () => {
    const page = await person.open(await pushedRequest(server, pushed));
    clock.advance(3600);
    const expired = await person.submit(page, 'Sign in', fields);
    expectHidden(expired);
    expectCode(await person.submit(await person.submit(expired, 'Sign in', fields), 'Allow'));
  });

  it('can be reloaded when its consent page does not fit into an address', async () => {
    await signIn(person);
    const long = {
      ...pushed,
      ui_locales: 'en '.repeat(85).trim(),
      nonce: 'n'.repeat(256),
      scope: `openid ${'reports.read '.repeat(114).trim()}`,
    };
    const lengths = Array.from({ length: 120 }, (_, index) => 2900 - 10 * index);
    let path = '';
    for (const length of lengths) {
      const answer = await push(server, { ...long, state: 'x'.repeat(length) });
      if (path === '' && answer.status === 201) path = pushedPath(answer.json.request_uri, 'pushing');
      if (path !== '') break;
    }
    const page = await person.open(path);
    expect([page.status, page.url.pathname, page.url.href.length > 6900]).toEqual([200, '/sign-in', true]);
    const reloaded = await person.open(page.url.href);
    expect(textOf(reloaded.text)).toContain('An app that pushes asks for access');
    const done = await person.submit(reloaded, 'Allow');
    expect(done.url.searchParams.get('code')).toMatch(/./);
  });

  it('cannot be continued by another browser', async () => {
    const page = await person.open(await pushedRequest(server, pushed));
    const other = personAt(server);
    await signIn(other);
    expectRefusal(await other.open(page.url.href), 'FormRefused', 'another browser', { isCrossOrigin: false });
  });
});

describe('a client with require_pushed_authorization_requests', () => {
  const pushed = { client_id: 'pushing' };

  it('gets no code for a request with its parameters in the URL (§4)', async () => {
    for (const path of [authorizePath(pushed), authorizePath({ ...pushed, protectedBy: 'push' })]) {
      const place = await person.open(path);
      expect(place.status).toBe(303);
      expect(Object.fromEntries(place.url.searchParams)).toMatchObject({
        error: 'invalid_request',
        error_description: expect.stringContaining(
          `AADSTS${catalogue.PushedRequestRequired.number}: This client must push`,
        ),
        state: 'the-state-of-the-app',
        iss: issuer,
      });
    }
  });

  it('gets none either when the form of such a request was made before the record required it', async () => {
    const { clients } = server.service;
    const findClient = clients.findClient.bind(clients);
    const page = await person.open(authorizePath());
    Object.assign(clients, {
      findClient: async (id: string) => {
        const client = await findClient(id);
        return client && { ...client, requiresPushedRequests: true };
      },
    });
    const place = await person.submit(page, 'Sign in', { username: 'ada', password: adaPassword });
    expect(place.url.searchParams.get('error')).toBe('invalid_request');
    Object.assign(clients, { findClient });
  });

  it('gets one for a request that was pushed', async () => {
    expectCode(await person.submit(await signIn(person, await pushedRequest(server, pushed)), 'Allow'));
  });
});

describe('the store behind a faulty line', () => {
  let store: FaultyStore;
  const faulty = useServerForEachTest(() => ({
    clients: appClients,
    change: (service) => {
      store = faultyStore(service.store);
      return { ...service, store };
    },
  }));
  beforeEach(() => addTestUser(faulty.service.store, 'ada'));

  it('pushes and uses a request once when the SDK repeats a write whose answer was lost', async () => {
    const user = personAt(faulty);
    await signIn(user);
    store.expect(['repeated']);
    const path = await pushedRequest(faulty);
    // The session, the request, its use.
    store.expect(['none', 'none', 'repeated']);
    expectCode(await user.open(path));
    expect((await user.open(path)).json.error).toBe('invalid_request_uri');
  });

  it('answers 503 when it is unknown whether the request was stored or used', async () => {
    store.expect(['answer lost']);
    expectRefusal(await push(faulty), 'StoreUnavailable', 'Send the same request again');
    const path = await pushedRequest(faulty);
    store.expect(['unreached']);
    expectRefusal(await send(faulty, path), 'StoreUnavailable', '', { isCrossOrigin: false });
    store.expect(['none', 'answer lost']);
    expectRefusal(await send(faulty, path), 'StoreUnavailable', '', { isCrossOrigin: false });
  });
});

/** What the store answers from now on, with other values in the rows of requests. */
function changeRows(change: (values: Row['values']) => Row['values']): void {
  const { store } = server.service;
  const read = store.read.bind(store);
  Object.assign(store, {
    async read(partition: string) {
      const snapshot = await read(partition);
      const rows = snapshot.rows.map((row) => ({ ...row, values: change(row.values) }));
      return { ...snapshot, rows };
    },
  });
}

it('refuses a row that the server did not write', async () => {
  const { json } = await push(server);
  const day = utcDay(seconds(clock));
  const ring = await server.service.keys.current();
  const reference = String(json.request_uri).split(':').at(-1);
  const others = { reference, registration: 'first', is_signed: false };
  const contents = [{}, { state: 1 }, { resource: 'x', client_id: {} }].map((sent) => ({ ...others, sent }));
  const shapes = [{}, others, { ...others, sent: { client_id: 'app' }, registration: 1 }, ...contents];
  const sealed = await Promise.all(shapes.map((content) => sealJwt('request', { ...content }, day, ring)));
  const ofAnotherKind = await sealJwt('code', { client_id: 'app' }, day, ring);
  for (const stored of ['{', 'null', '{"client_id":"app"}', ofAnotherKind, ...sealed]) {
    changeRows((values) => ({ ...values, sealed: stored }));
    const answer = await send(server, pushedPath(json.request_uri));
    expectRefusal(answer, 'InvalidRequestUri', 'unknown', { isCrossOrigin: false });
  }
});

it('refuses the request of another client under the name of this one', async () => {
  const { json } = await push(server, { client_id: 'pushing' });
  changeRows((values) => ({ ...values, client: 'app' }));
  const answer = await send(server, pushedPath(json.request_uri));
  expectRefusal(answer, 'InvalidRequestUri', 'unknown', { isCrossOrigin: false });
});

it('refuses the row of another request in the place of this one', async () => {
  const [first, second] = [await push(server), await push(server, { state: 'another' })];
  const rows = new Map<string, Row['values']>();
  changeRows((values) => {
    rows.set(String(values.sealed), values);
    return values;
  });
  await send(server, pushedPath(second.json.request_uri));
  const [copied] = rows.values();
  changeRows((values) => copied ?? values);
  const answer = await send(server, pushedPath(first.json.request_uri));
  expectRefusal(answer, 'InvalidRequestUri', 'unknown', { isCrossOrigin: false });
});

it('stores nothing of a request in the clear', async () => {
  const code = expectCode(await signIn(personAt(server)));
  const { id_token: idToken } = (await redeem(server, code, asApp)).json;
  const written: string[] = [];
  const { store } = server.service;
  const commit = store.commit.bind(store);
  Object.assign(store, {
    commit(...called: Parameters<typeof commit>) {
      written.push(JSON.stringify(called));
      return commit(...called);
    },
  });
  await pushedRequest(server, { state: 'state-of-the-app', nonce: 'nonce-of-the-app', login_hint: 'ada@example.com' });
  await pushedRequest(server, { id_token_hint: idToken });
  expect(written).toHaveLength(2);
  for (const part of idToken.split('.')) expect(written.join()).not.toContain(part);
  expect(written.join()).not.toMatch(/state-of-the-app|nonce-of-the-app|ada@example|reports/);
});

describe('many pushed requests of public clients from one address', () => {
  const clock = testClock();
  const flooded = useServer({ clients: appClients, clock, environment: { TRUSTED_PROXIES: '2' } });
  const pushFrom = (address: string, sender: Readonly<Record<string, string>> = ofDesktop) => {
    const parameters = {
      ...sender,
      response_type: 'code',
      code_challenge: challenge.value,
      code_challenge_method: 'S256',
    };
    return postForm(flooded, '/par', new URLSearchParams(parameters).toString(), { 'X-Forwarded-For': address });
  };
  const ofDevices = {
    kind: 'device request',
    of: ['192.0.2.1'],
    limit: unprovedWriteLimits.address,
    isShared: 'never',
  } as const;
  const ofDesktop = { client_id: 'desktop', redirect_uri: 'com.example.desktop:/callback' };

  it('are refused for a while, at this address only, and never for a confidential client', async () => {
    // What is refused, or sent to the other endpoint, writes nothing here and does not count.
    for (let sent = 0; sent < unprovedWriteLimits.address; sent += 1) {
      expect((await pushFrom('192.0.2.1', { ...ofDesktop, scope: '"' })).status).toBe(400);
      flooded.service.failures.note([ofDevices], flooded.service);
    }
    for (let sent = 0; sent < unprovedWriteLimits.address; sent += 1) {
      const answer = await pushFrom('192.0.2.1');
      expect(answer.status, answer.text).toBe(201);
    }
    const refused = await pushFrom('192.0.2.1');
    expectRefusal(refused, 'PublicRequestsThrottled', 'Try again in 300 seconds');
    expect(refused.headers.get('retry-after')).toBe('300');
    expect(flooded.log.at(-1)).toMatchObject({ event: 'public_requests_throttled', address: '192.0.2.1' });
    expect((await pushFrom('192.0.2.2')).status).toBe(201);
    expect((await pushFrom('192.0.2.1', { client_id: 'app', client_secret: appSecret })).status).toBe(201);
    clock.advance(301);
    expect((await pushFrom('192.0.2.1')).status).toBe(201);
  });
});
