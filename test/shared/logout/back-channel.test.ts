// OpenID Connect Back-Channel Logout 1.0: apps are told, server to server, that a session has ended.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newSession, sidOf } from '../../../shared/browser/session.ts';
import { raiseBarrier } from '../../../shared/grants/barriers.ts';
import { outboxPartition, writeSessionEnd } from '../../../shared/logout/outbox.ts';
import { recordVisit } from '../../../shared/logout/visits.ts';
import { type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import type { UserRecord } from '../../../shared/users/user.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { redeem } from '../../support/grants.ts';
import type { Person } from '../../support/person.ts';
import { postForm, send } from '../../support/request.ts';
import { startServer } from '../../support/server.ts';
import { personWithSession } from '../../support/session.ts';
import { app, appSecret, authorizePath, expectCode, personAt, signIn } from '../../support/sign-in.ts';
import { useServerForEachTest } from '../../support/use-server.ts';
import { addTestUser } from '../../support/users.ts';
import {
  openToldApps,
  runStep,
  type ToldApps,
  toldClient,
  verified,
  type WatchedLogouts,
  watchLogouts,
} from './told-app.ts';

let apps: ToldApps;
let clients: readonly object[];
beforeAll(async () => {
  apps = await openToldApps();
  clients = [
    { ...app, post_logout_redirect_uris: ['https://app.example/out'] },
    toldClient('one', apps, { post_logout_redirect_uris: ['https://one.example/out'] }),
    toldClient('two', apps, { id_token_signed_response_alg: 'ES256', backchannel_logout_session_required: true }),
    toldClient('three', apps),
  ];
});
afterAll(() => apps.close());

let clock: TestClock;
let logouts: WatchedLogouts;
let ada: UserRecord;
/** Partitions whose writes fail. */
let down: RegExp | undefined;
/** The kinds of named partitions that were written to. */
let written: string[];
function watched(store: Store): Store {
  return {
    ...store,
    async commit(partition, ...rest) {
      if (down?.test(partition)) throw new StoreUnavailableError('the line is down');
      written.push(partition.split('-')[2] ?? '');
      return store.commit(partition, ...rest);
    },
  };
}
const server = useServerForEachTest(() => {
  clock = testClock();
  logouts = watchLogouts();
  down = undefined;
  written = [];
  const change = (service: Parameters<WatchedLogouts['change']>[0]) =>
    logouts.change({ ...service, store: watched(service.store) });
  return { clients, clock, change };
});
beforeEach(async () => {
  apps.answer((response) => response.writeHead(200).end());
  apps.take();
  ada = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

function pathTo(client_id: string, more: Readonly<Record<string, string>> = {}): string {
  return authorizePath({ client_id, redirect_uri: `https://${client_id}.example/callback`, ...more });
}

/** Silently, as a person who is signed in. @returns the ID token of the app */
async function visit(person: Person, client_id: string): Promise<string> {
  const redirect_uri = `https://${client_id}.example/callback`;
  const code = expectCode(await person.open(pathTo(client_id, { prompt: 'none' })), redirect_uri);
  return (await redeem(server, code, { client_id, client_secret: appSecret, redirect_uri })).json.id_token;
}

/** A person who is signed in to these apps. */
async function visitor(...names: readonly string[]): Promise<{ readonly person: Person; readonly sid: string }> {
  const { person, session } = await personWithSession(ada, server);
  for (const name of names) await visit(person, name);
  return { person, sid: sidOf(session) };
}

async function signOut(person: Person, fields: Readonly<Record<string, string>> = {}): Promise<void> {
  await person.submit(await person.open('/sign-out'), 'Sign out', fields);
  await server.service.logouts.settled();
}

/** What the apps were told since the last call, by app. */
async function told(): Promise<readonly (readonly [client: unknown, sid: unknown])[]> {
  const requests = apps.take();
  const tokens = requests.map(async (request) => {
    const { client, subject, sid } = await verified(request, server, request.path === '/two' ? 'ES256' : 'RS256');
    expect([request.path, subject]).toEqual([`/${client}`, ada.subject]);
    return [client, sid] as const;
  });
  return (await Promise.all(tokens)).sort();
}

async function waiting(): Promise<readonly string[]> {
  return (await server.service.store.read(outboxPartition)).rows.map(({ name }) => name.split('.')[0] ?? '');
}

describe('a sign-out in this browser', () => {
  it('tells the apps of the session, and no others, with a logout token each (§2.4, §2.5)', async () => {
    const other = await visitor('three');
    const { person, sid } = await visitor('one', 'two');
    await signOut(person);
    const requests = apps.take();
    expect(requests.map(({ method, path, contentType }) => [method, path, contentType]).sort()).toEqual([
      ['POST', '/one', 'application/x-www-form-urlencoded'],
      ['POST', '/two', 'application/x-www-form-urlencoded'],
    ]);
    for (const request of requests) {
      expect([...request.body.keys()]).toEqual(['logout_token']);
      const client = request.path.slice(1);
      const alg = client === 'two' ? 'ES256' : 'RS256';
      expect(await verified(request, server, alg)).toEqual({ client, subject: ada.subject, sid });
    }
    expect(logouts.takeLines()).toEqual([{ event: 'send_logouts', logouts_sent: 2, logouts_waiting: 0 }]);
    await signOut(other.person);
    expect(await told()).toEqual([['three', other.sid]]);
  });

  it('names the session as its ID tokens do (§2.1)', async () => {
    const { person, session } = await personWithSession(ada, server);
    const idToken = await visit(person, 'one');
    await signOut(person);
    expect(await told()).toEqual([['one', decodeJwt(idToken).sid]]);
    expect(decodeJwt(idToken).sid).not.toBe(session.id);
  });

  it('by an app tells the other apps, and the app itself', async () => {
    const { person, session } = await personWithSession(ada, server);
    await visit(person, 'two');
    const id_token_hint = await visit(person, 'one');
    const query = new URLSearchParams({ id_token_hint, post_logout_redirect_uri: 'https://one.example/out' });
    expect((await person.open(`/sign-out?${query}`)).url.href).toBe('https://one.example/out');
    await server.service.logouts.settled();
    expect(await told()).toEqual([
      ['one', sidOf(session)],
      ['two', sidOf(session)],
    ]);
  });

  it('tells an app once, however often the session led to it', async () => {
    const { person, sid } = await visitor('one', 'one', 'one');
    await signOut(person);
    expect(await told()).toEqual([['one', sid]]);
    clock.advance(60);
    await runStep(server, logouts);
    expect(await told()).toEqual([]);
  });

  it('leaves nothing in the outbox once it was looked at a second time, a minute later', async () => {
    const { person } = await visitor('one');
    await signOut(person);
    expect(await waiting()).toEqual(['again']);
    clock.advance(59);
    await runStep(server, logouts);
    expect(await waiting()).toEqual(['again']);
    clock.advance(1);
    await runStep(server, logouts);
    expect(await waiting()).toEqual([]);
  });

  it('tells an app that got its code while the session ended', async () => {
    const { person, session } = await personWithSession(ada, server);
    const late = personAt(server);
    for (const [name, value] of person.cookies) late.cookies.set(name, value);
    await writeSessionEnd({ subject: ada.subject, sid: sidOf(session) }, server.service.store);
    await runStep(server, logouts);
    await visit(late, 'one');
    clock.advance(60);
    await runStep(server, logouts);
    expect(await told()).toEqual([['one', sidOf(session)]]);
  });

  it('does not wait for an app that does not answer', async () => {
    const { person } = await visitor('one');
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const held: { end(): void }[] = [];
    apps.answer((response) => {
      held.push(response);
      isAsked();
    });
    const place = await person.submit(await person.open('/sign-out'), 'Sign out');
    expect([place.status, place.url.pathname]).toEqual([200, '/sign-out']);
    await asked;
    for (const response of held) response.end();
    await server.service.logouts.settled();
  });
});

describe('without an app that is told', () => {
  it('a code writes nothing, and needs no store', async () => {
    const { person } = await personWithSession(ada, server);
    written = [];
    down = /./;
    expectCode(await person.open(authorizePath({ prompt: 'none' })));
    expect(written).toEqual([]);
  });

  it('no visit is written for an app that did not ask for openid, and so has no session', async () => {
    const { person } = await personWithSession(ada, server);
    written = [];
    expectCode(
      await person.open(pathTo('one', { prompt: 'none', scope: 'reports.read' })),
      'https://one.example/callback',
    );
    expect(written).toEqual([]);
    await visit(person, 'one');
    expect(written).toContain('visit');
  });
});

describe('a fault of the store', () => {
  it('before the visit is written, gives the app no code', async () => {
    const { person } = await personWithSession(ada, server);
    down = /-visit-/;
    const { url } = await person.open(pathTo('one', { prompt: 'none' }));
    expect([url.searchParams.get('error'), url.searchParams.get('code')]).toEqual(['temporarily_unavailable', null]);
  });

  it('while the end is written, ends nothing: the person can try again', async () => {
    const { person, sid } = await visitor('one');
    down = /-logout-/;
    const page = await person.open('/sign-out');
    const failed = await person.submit(page, 'Sign out', { everywhere: 'on' });
    expect(failed.status).toBe(503);
    down = undefined;
    await visit(person, 'one');
    await signOut(person);
    expect(await told()).toEqual([['one', sid]]);
  });
});

describe('the end of all sessions of a user', () => {
  it('by the user, tells the apps of each session, but of none that begins afterwards', async () => {
    const first = await visitor('one', 'two');
    const second = await visitor('two');
    clock.advance(1);
    await signOut(first.person, { everywhere: 'on' });
    const expected = [
      ['one', first.sid],
      ['two', first.sid],
      ['two', second.sid],
    ];
    expect(await told()).toEqual(expected.sort());
    clock.advance(1);
    const third = await visitor('three');
    clock.advance(60);
    await runStep(server, logouts);
    expect(await told()).toEqual([]);
    await signOut(third.person);
    expect(await told()).toEqual([['three', third.sid]]);
  });

  it('by a command, is found by a running instance with the barrier, and sent', async () => {
    const { sid } = await visitor('one');
    const { store } = server.service;
    clock.advance(1);
    await writeSessionEnd({ subject: ada.subject }, store);
    await raiseBarrier({ subject: ada.subject }, store);
    clock.advance(60);
    await personWithSession(ada, server).then(({ person }) => person.open(authorizePath({ prompt: 'none' })));
    await server.service.logouts.settled();
    expect(await told()).toEqual([['one', sid]]);
  });

  it('at one client, tells that one alone', async () => {
    const { sid } = await visitor('one', 'three');
    await writeSessionEnd({ subject: ada.subject, clientId: 'three' }, server.service.store);
    await runStep(server, logouts);
    expect(await told()).toEqual([['three', sid]]);
  });
});

describe('a new sign-in in the same browser', () => {
  it('by another user, tells the apps of the one before', async () => {
    await addTestUser(server.service.store, 'grace');
    const { person, sid } = await visitor('one');
    await signIn(person, pathTo('app', { prompt: 'login' }), 'grace');
    await server.service.logouts.settled();
    expect(await told()).toEqual([['one', sid]]);
  });

  it('by the same user, goes on with the session for apps: it has the same sid, and its end is told to all of them', async () => {
    const { person, sid } = await visitor('one');
    const code = expectCode(await signIn(person, pathTo('two', { prompt: 'login' })), 'https://two.example/callback');
    await server.service.logouts.settled();
    expect(await told()).toEqual([]);
    const { json } = await redeem(server, code, {
      client_id: 'two',
      client_secret: appSecret,
      redirect_uri: 'https://two.example/callback',
    });
    expect(decodeJwt(json.id_token).sid).toBe(sid);
    expect(decodeJwt(await visit(person, 'three')).sid).toBe(sid);
    await signOut(person);
    expect(await told()).toEqual([
      ['one', sid],
      ['three', sid],
      ['two', sid],
    ]);
  });
});

describe('an app that does not take it', () => {
  const undelivered = { event: 'logout_undelivered', client_id: 'one' };

  it.each([503, 429])('but answers %i gets five attempts within an hour, then an event says so', async (status) => {
    const { person, sid } = await visitor('one');
    apps.answer((response) => response.writeHead(status).end('ignored'));
    await signOut(person);
    expect(logouts.takeLines()).toEqual([{ event: 'send_logouts', logouts_sent: 0, logouts_waiting: 1 }]);
    const minutes = [0];
    for (let minute = 1; minute <= 60; minute += 1) {
      const before = apps.take().length;
      expect(before).toBe(minute === 1 ? 1 : 0);
      clock.advance(60);
      await runStep(server, logouts);
      const requests = apps.take();
      if (requests.length > 0) minutes.push(minute);
      for (const request of requests) expect(await verified(request, server)).toMatchObject({ sid });
    }
    expect(minutes).toEqual([0, 1, 6, 21, 51]);
    expect(logouts.takeLines()).toEqual([{ ...undelivered, status, problems: `answers ${status}`, attempts: 5 }]);
    expect(await waiting()).toEqual([]);
  });

  it.each([400, 401, 404, 302, 307, 202])('but answers %i gets no second attempt', async (status) => {
    const { person } = await visitor('one');
    apps.answer((response) => response.writeHead(status, { Location: `${apps.url}/elsewhere` }).end());
    await signOut(person);
    expect(logouts.takeLines()).toEqual([{ ...undelivered, status, problems: `answers ${status}`, attempts: 1 }]);
    expect(apps.take().map(({ path }) => path)).toEqual(['/one']);
    expect(await waiting()).toEqual(['again']);
  });

  it('at first, is told later, while the others are told at once', async () => {
    const { person, sid } = await visitor('one', 'two');
    apps.answer((response, { url }) => response.writeHead(url === '/one' ? 503 : 204).end());
    await signOut(person);
    expect(logouts.takeLines()).toEqual([{ event: 'send_logouts', logouts_sent: 1, logouts_waiting: 1 }]);
    apps.answer((response) => response.writeHead(200).end());
    apps.take();
    clock.advance(60);
    await runStep(server, logouts);
    expect(await told()).toEqual([['one', sid]]);
  });

  it('because nothing listens there, gets further attempts, and the log has the reason without the token', async () => {
    const { person } = await visitor('one');
    apps.answer((response) => response.destroy());
    await signOut(person);
    expect(await waiting()).toEqual(['again', 'send']);
    for (let minute = 1; minute <= 51; minute += 1) {
      clock.advance(60);
      await runStep(server, logouts);
    }
    expect(logouts.takeLines().at(-1)).toEqual({
      ...undelivered,
      problems: expect.stringMatching(/^cannot be fetched/),
      attempts: 5,
    });
  });

  it('because its instance died in the last attempt, is named too', async () => {
    const { store } = server.service;
    const values = { client: 'one', subject: ada.subject, sid: 's', due_at: clock.now() };
    await store.commit(outboxPartition, [{ insert: 'send.x.5', values }]);
    await runStep(server, logouts);
    expect(logouts.takeLines()).toEqual([{ ...undelivered, problems: 'the attempt was interrupted', attempts: 5 }]);
    expect([apps.take(), await waiting()]).toEqual([[], []]);
  });
});

describe('the outbox', () => {
  it('sends nothing for a client that is gone, and ignores malformed rows', async () => {
    const { store } = server.service;
    const delivery = { subject: ada.subject, sid: 's', due_at: 0 };
    await store.commit(outboxPartition, [
      { insert: 'send.a.0', values: { ...delivery, client: 'gone' } },
      { insert: 'send.b.0', values: { ...delivery, client: 'app' } },
      { insert: 'send.c.0', values: { ...delivery, client: 7 } },
      { insert: 'send.d.0', values: { client: 'one', subject: ada.subject, due_at: 0 } },
      { insert: 'end.a', values: { all: true } },
      { insert: 'x', values: {} },
    ]);
    await runStep(server, logouts);
    expect(apps.take()).toEqual([]);
    expect((await store.read(outboxPartition)).rows.map(({ name }) => name).sort()).toEqual([
      'end.a',
      'send.c.0',
      'send.d.0',
      'x',
    ]);
  });

  it('has more visits than one commit can take', async () => {
    const { service } = server;
    const now = clock.now() / 1000;
    const sessions = Array.from({ length: 85 }, () =>
      newSession(ada, { authTime: now, startedAt: now }, {}, service.settings),
    );
    for (const session of sessions) await recordVisit(session, { id: 'one' }, service);
    await writeSessionEnd({ subject: ada.subject }, server.service.store);
    await runStep(server, logouts);
    expect((await told()).map(([, sid]) => sid).sort()).toEqual(sessions.map(sidOf).sort());
  });
});

describe('two instances on one store', () => {
  it('tell each app once, however they compete, and one goes on where the other died', async () => {
    const here = server.service;
    const there = watchLogouts();
    const other = await startServer({
      clients,
      clock,
      change: (service) => there.change({ ...service, store: here.store, barriers: here.barriers }),
    });
    const { person, session } = await personWithSession(ada, server, other);
    const sid = sidOf(session);
    for (const name of ['one', 'two', 'three']) await visit(person, name);
    // The first instance has written the end, and dies.
    await writeSessionEnd({ subject: ada.subject, sid }, here.store);
    await Promise.all([
      runStep(other, there),
      runStep(other, there),
      runStep(server, logouts),
      runStep(server, logouts),
    ]);
    expect(await told()).toEqual([
      ['one', sid],
      ['three', sid],
      ['two', sid],
    ]);
    await other.close();
  });
});

describe('a logout token', () => {
  it('is no ID token and no access token here', async () => {
    const { person } = await visitor('one');
    await signOut(person);
    const [request] = apps.take();
    const token = request?.body.get('logout_token') ?? '';
    const { person: again } = await visitor('one');
    const hinted = await again.open(`/sign-out?${new URLSearchParams({ id_token_hint: token, client_id: 'one' })}`);
    expect([hinted.status, hinted.json]).toMatchObject([400, { error_codes: [990_081] }]);
    const userinfo = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${token}` } });
    expect(userinfo.status).toBe(401);
    const asApi = { client_id: 'one', client_secret: appSecret };
    expect((await postForm(server, '/introspect', { token, ...asApi })).json).toEqual({ active: false });
  });

  it('is sent only to addresses that documents are fetched from: http on loopback only if the issuer is there', async () => {
    const strict = watchLogouts({ allowsLoopback: false });
    const public_ = await startServer({ clients, clock, change: strict.change });
    const { person } = await personWithSession(ada, public_);
    expectCode(await person.open(pathTo('one', { prompt: 'none' })), 'https://one.example/callback');
    await person.submit(await person.open('/sign-out'), 'Sign out');
    await public_.service.logouts.settled();
    expect(strict.takeLines()).toEqual([
      {
        event: 'logout_undelivered',
        client_id: 'one',
        problems: 'does not begin with https://',
        attempts: 1,
      },
    ]);
    expect(apps.take()).toEqual([]);
    await public_.close();
  });
});
