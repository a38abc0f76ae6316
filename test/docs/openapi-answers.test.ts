// Every answer that openapi.yaml describes is one that the service gives. Whether it is as described is compared wherever a
// test gets one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, loadApp, type RunningHost, startHost } from '../../local/host.ts';
import { registerRoutes } from '../../register.ts';
import { sealForm } from '../../shared/browser/form-token.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { maxFormBytes } from '../../shared/http/form.ts';
import { api, web } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describedApp } from '../support/described-answers.ts';
import { askForCodes, beginDevice, deviceClients } from '../support/device.ts';
import { grantClients, introspect, redeem, revoke } from '../support/grants.ts';
import { comeBack, handoffSettings } from '../support/login-app.ts';
import { openApi, operationsOf } from '../support/open-api.ts';
import { push, pushedRequest, pushing } from '../support/par.ts';
import { formOf } from '../support/person.ts';
import { basic, postAsJob, postForm, postToken, send } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';
import { app, appClients, authorizePath, personAt, signIn } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const leaving = { ...app, client_id: 'leaving', post_logout_redirect_uris: ['https://app.example/out'] };

const reached = new Set<string>();
const onAnswer = (answer: string) => void reached.add(answer);

const described = Object.entries(openApi().paths).flatMap(([path, item]) => [
  ...Object.entries(operationsOf(item)).flatMap(([method, { responses }]) =>
    Object.keys(responses).map((status) => ({ path, method: method.toUpperCase(), status: Number(status) })),
  ),
  // PUT is supported nowhere.
  { path, method: 'PUT', status: 405 },
]);

const nameOf = ({ path, method, status }: (typeof described)[number]) => `${method} ${path} ${status}`;

let clock: TestClock;
let server: TestServer;
let subject: string;
beforeAll(async () => {
  clock = testClock();
  server = await startServer({
    clients: [...grantClients, ...appClients, leaving, ...deviceClients, pushing],
    clock,
    onAnswer,
    environment: { TRUSTED_PROXIES: '1' },
  });
  ({ subject } = await addTestUser(server.service.store));
  await addTestUser(server.service.store, 'grace');
});
afterAll(() => server.close());

/** A server whose service cannot be opened. */
async function brokenServer(failure: OAuthError): Promise<RunningHost> {
  const app: App = { http: [] };
  const host = await startHost(app, { port: 0 });
  const provider = { clock, issuer, service: () => Promise.reject(failure) };
  Object.assign(app, describedApp(await loadApp(() => registerRoutes(provider)), onAnswer));
  return host;
}

describe('at every endpoint', () => {
  it('that has them: successes without parameters, and 204, 304, 405 and 413', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    for (const { path, method, status } of described) {
      if (status === 304) await send(server, path, { method, headers: { 'If-None-Match': '*' } });
      if (status === 413) await send(server, path, { method, headers: form, body: 'x'.repeat(maxFormBytes + 1) });
      if (status === 404) await send(server, `${path}?error_code=1`, { method });
      if (status === 200 || status === 204 || status === 405) await send(server, path, { method });
    }
  });

  it.each([
    [500, new OAuthError('SettingsWrong', 'The service is misconfigured.')],
    [503, new OAuthError('KeyRingUnreadable', 'The service is misconfigured.')],
  ])('that has it: %s while the service cannot be opened', async (status, failure) => {
    const broken = await brokenServer(failure);
    for (const { path, method } of described.filter((answer) => answer.status === status)) {
      await send(broken, path, { method });
    }
    await broken.close();
  });
});

describe('of clients', () => {
  const callers: readonly (readonly [path: string, form: Readonly<Record<string, string>>])[] = [
    ['/token', { grant_type: 'client_credentials' }],
    ['/par', {}],
    ['/device_authorization', {}],
    ['/revoke', { token: 'x' }],
    ['/introspect', { token: 'x' }],
  ];

  it('401 and 429 to wrong secrets, and 400', async () => {
    const wrong = { Authorization: basic(api.client_id, 'a-wrong-secret-of-this-client-0000') };
    for (const [path, form] of callers) {
      await postForm(server, path, form, wrong);
      await postForm(server, path, 'x=%', wrong);
    }
    while ((await postToken(server, { grant_type: 'client_credentials' }, wrong)).status === 401);
    for (const [path, form] of callers) await postForm(server, path, form, wrong);
  });

  it('tokens, and what is done with them', async () => {
    await postAsJob(server);
    const code = await server.issueCode(web.client_id, { subject, scope: ['openid', 'reports.read'] });
    const { json } = await redeem(server, code);
    await introspect(server, json.access_token);
    const withoutOpenid = await redeem(server, await server.issueCode(web.client_id));
    for (const method of ['GET', 'POST']) {
      for (const Authorization of ['', 'Bearer x', 'Bearer', ...[json, withoutOpenid.json].map(bearer)]) {
        await send(server, '/userinfo', { method, headers: { Authorization } });
      }
    }
    await revoke(server, json.access_token);
    await push(server);
    await askForCodes(server);
  });

  const bearer = ({ access_token: token }: { readonly access_token: string }) => `Bearer ${token}`;
});

describe('of pages', () => {
  /** The pages of such a request have no address, in which their form would not fit. */
  const long = {
    scope: Array.from({ length: 115 }, () => 'reports.read').join(' '),
    state: 's'.repeat(3100),
    login_hint: 'ada'.padEnd(256, '\u{1d504}'),
    ui_locales: 'en'.padEnd(256, ' nb'),
  };

  it('/authorize refuses, returns an error to the app, or asks; a pushed request is asked about at /sign-in', async () => {
    await send(server, '/authorize?client_id=unknown');
    await postForm(server, '/authorize', authorizePath().slice('/authorize?'.length));
    await postForm(server, '/authorize', 'x=%');
    await send(server, authorizePath({ prompt: 'none' }));
    await personAt(server).open(await pushedRequest(server));
  });

  it('/sign-in shows a wrong password, returns a code, and waits after many', async () => {
    await send(server, '/sign-in');
    await postForm(server, '/sign-in', {});
    const person = personAt(server);
    const wrong = await signIn(person, authorizePath(), 'ada', 'a wrong password');
    clock.advance(2);
    await person.submit(wrong, 'Sign in', { username: 'ada', password: adaPassword });
    await person.open(wrong.url.href);
    const guesser = personAt(server);
    const guess = (changes = {}) => signIn(guesser, authorizePath(changes), 'grace', 'a wrong password');
    while ((await guess()).status !== 429);
    await guess(long);
  });

  it('/consent asks, takes the decision, and goes on if it was taken before', async () => {
    await send(server, '/consent');
    await postForm(server, '/consent', {});
    const person = personAt(server);
    const asked = await signIn(person, authorizePath({ client_id: 'asking' }));
    await person.submit(asked, 'Allow');
    clock.advance(3600);
    await person.open(asked.url.href);
  });

  it('/sign-in and /consent show the next page themselves, where it has no address', async () => {
    const person = personAt(server);
    const asking = { client_id: 'asking', prompt: 'consent' };
    await signIn(person, authorizePath({ ...asking, ...long }));
    const asked = await person.open(authorizePath(asking));
    // The user must sign in again.
    await server.service.barriers.raise({ subject, clientId: 'asking' }, server.service.store);
    await person.submit(asked, 'Allow');
  });

  it('/handoff takes a result, asks for a click for an app on the own machine, or says why not', async () => {
    const environment = { TRUSTED_PROXIES: '1', ...handoffSettings };
    const elsewhere = await startServer({ clients: appClients, clock, onAnswer, environment });
    const person = personAt(elsewhere);
    await comeBack(person, await person.open(authorizePath()));
    const visitor = personAt(elsewhere);
    const native = authorizePath({ client_id: 'desktop', redirect_uri: 'http://127.0.0.1/callback' });
    await comeBack(visitor, await visitor.open(native));
    await visitor.open('/handoff?state=x');
    await elsewhere.close();
  });

  it('/device takes a code, refuses a wrong one, and waits after many', async () => {
    await send(server, '/device?form=x');
    await postForm(server, '/device', {});
    const person = personAt(server);
    const enter = async (userCode: string) =>
      person.submit(await person.open('/device'), 'Continue', { user_code: userCode });
    await enter((await beginDevice(server)).userCode);
    while ((await enter('BCDF-GHJK')).status !== 429);
  });

  it('/callback/{provider} refuses, and leads back to the sign-in page', async () => {
    await send(server, '/callback/corp');
    const parameters = Object.fromEntries(new URLSearchParams(authorizePath().slice('/authorize?'.length)));
    const content = { parameters, provider: 'corp', nonce: 'n', verifier: 'v' };
    const state = await sealForm('provider', content, 'of another browser', server.service);
    const person = personAt(server);
    await person.open(authorizePath());
    await person.open(`/callback/corp?${new URLSearchParams({ state, code: 'a' })}`);
  });

  it('/sign-out ends the session, and waits after many forms', async () => {
    await postForm(server, '/sign-out', { form: 'e30.form' });
    await postForm(server, '/sign-out', { state: 's'.repeat(7000) });
    await send(server, '/sign-out?client_id=unknown');
    const person = personAt(server);
    await signIn(person);
    const page = await person.open('/sign-out');
    await person.submit(page, 'Sign out');
    const { form = '' } = formOf(page.text, 'Sign out').values;
    const headers = {
      Cookie: [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    while ((await postForm(server, '/sign-out', { form, everywhere: 'on' }, headers)).status !== 429);
    await send(server, '/sign-out?client_id=leaving&post_logout_redirect_uri=https://app.example/out');
  });
});

it('are all that are described', () => {
  expect(described.map(nameOf).filter((name) => !reached.has(name))).toEqual([]);
});
