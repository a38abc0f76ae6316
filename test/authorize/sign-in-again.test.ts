// GET /sign-in: shows the problem of a failed sign-in on a page that can be reloaded and returned to.
import { beforeEach, describe, expect, it } from 'vitest';
import { openJwt } from '../../shared/keys/sealed-jwt.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectFrame, linksOf, textOf } from '../support/page.ts';
import { decoded } from '../support/page-source.ts';
import { formOf, type Person, type Place } from '../support/person.ts';
import { expectRefusal, send, type TestAnswer } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, expectRedirectHeaders, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

let clock: TestClock;
let person: Person;
let ada: UserRecord;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: appClients, clock };
});
beforeEach(async () => {
  ada = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
  person = personAt(server);
});

const wrong = (path = authorizePath(), who = person) => signIn(who, path, 'Ada', 'not-her-password');

const problemIn = ({ text }: TestAnswer) => /<p class="problem" id="problem" role="alert">([^<]*)</.exec(text)?.[1];
const nameIn = ({ text }: TestAnswer) => decoded(/name="username" value="([^"]*)"/.exec(text)?.[1] ?? '');

function expectTold(place: Place, status: number, says: RegExp | undefined, name = 'Ada'): void {
  expectFrame(place, 'en', { formAction: 'any' });
  expect([place.status, place.url.pathname, nameIn(place)]).toEqual([status, '/sign-in', name]);
  if (says) expect(problemIn(place)).toMatch(says);
  else expect(problemIn(place)).toBeUndefined();
  expect(place.headers.getSetCookie()).toEqual([]);
}

/** The sealed content of the URL, which the browser cannot read. */
async function sealedIn({ url }: Place): Promise<unknown> {
  const claims = await openJwt(
    'form',
    url.searchParams.get('form') ?? '',
    ['20261121'],
    await server.service.keys.current(),
  );
  return claims?.content;
}

const tenTimes = Array.from({ length: 10 });

describe('a failed sign-in', () => {
  it('is answered with a redirect to the page, and the log has both requests', async () => {
    const place = await wrong();
    const [answer, page] = place.trail.slice(-2);
    if (!answer || !page) throw new Error('there was no redirect');
    expectRedirectHeaders({ ...place, ...answer });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, place.url.href]);
    expect(place.url.href).toMatch(/^https:\/\/issuer\.example\/sign-in\?form=[\w.-]+$/);
    for (const header of ['set-cookie', 'retry-after']) expect(answer.headers.has(header)).toBe(false);
    expectTold(place, 400, /^The user name or password is wrong\./);
    // Durations near zero are left out.
    const [sent, shown] = server.log.slice(-2).map(({ store_milliseconds, ...line }) => line);
    expect(sent).toEqual({
      event: 'request',
      outcome: 'refused',
      endpoint: 'signIn',
      status: 303,
      trace_id: answer.headers.get('x-ms-request-id'),
      correlation_id: expect.any(String),
      milliseconds: expect.any(Number),
      store_calls: expect.any(Number),
      client_id: 'app',
      step: 'password',
      subject: ada.subject,
      error: 'invalid_grant',
      error_codes: [50126],
      reason: 990_011,
      description: expect.stringMatching(/^AADSTS50126: /),
    });
    expect(shown).toEqual({
      event: 'request',
      outcome: 'success',
      endpoint: 'signIn',
      status: 400,
      trace_id: page.headers.get('x-ms-request-id'),
      correlation_id: expect.any(String),
      milliseconds: expect.any(Number),
      client_id: 'app',
    });
  });

  it('is sealed into the URL, without the password', async () => {
    const path = authorizePath({ nonce: undefined });
    const username = 'somebody-of-a-long-name';
    const place = await signIn(person, path, username, 'not-her-password');
    const parameters = Object.fromEntries(new URLSearchParams(path.split('?')[1]));
    expect(await sealedIn(place)).toEqual({ parameters, notice: { problem: 'wrong', status: 400, username } });
    for (const each of [place, ...place.trail])
      expect(JSON.stringify([...each.headers, place.url])).not.toContain(username);
  });

  it('can be reloaded without counting as an attempt, and continued', async () => {
    const place = await wrong();
    for (const _ of tenTimes) expectTold(await person.open(place.url.href), 400, /is wrong/);
    expectCode(await person.submit(await person.open(place.url.href), 'Sign in', { password: adaPassword }));
  });

  it('is shown in another language, with the user name, and later pages keep that language', async () => {
    const place = await wrong(authorizePath({ client_id: 'asking', ui_locales: 'en' }));
    const latvian = await person.open(linksOf(place.text).find((link) => link.endsWith('=lv')) ?? '');
    expectFrame(latvian, 'lv', { formAction: 'any' });
    expect([latvian.status, nameIn(latvian)]).toEqual([400, 'Ada']);
    expect(problemIn(latvian)).toMatch(/^Nepareizs /);
    const back = await person.open(linksOf(latvian.text).find((link) => link.endsWith('=en')) ?? '');
    expectTold(back, 400, /is wrong/);
    const asked = await person.submit(latvian, 'Pierakstīties', { password: adaPassword });
    expect([asked.url.pathname, asked.text.includes('<html lang="lv">')]).toEqual(['/consent', true]);
  });

  it('that was throttled shows the remaining wait, and then a plain form', async () => {
    for (const _ of tenTimes) await wrong();
    const place = await wrong();
    const [answer] = place.trail.slice(-2);
    expect([answer?.status, answer?.headers.get('retry-after')]).toEqual([303, null]);
    const looked: unknown[] = [];
    for (const seconds of [0, 1, 59, 239]) {
      clock.advance(seconds);
      const page = await person.open(place.url.href);
      expectTold(page, 429, /^Too many sign-in attempts\./);
      looked.push([page.headers.get('retry-after'), problemIn(page)?.slice(-21)]);
    }
    expect(looked).toEqual([
      ['300', 'Try again in 5 minutes.'.slice(-21)],
      ['299', 'Try again in 5 minutes.'.slice(-21)],
      ['240', 'Try again in 4 minutes.'.slice(-21)],
      ['1', 'Try again in 1 minute.'.slice(-21)],
    ]);
    clock.advance(1);
    const page = await person.open(place.url.href);
    expectTold(page, 200, undefined);
    expect(page.headers.has('retry-after')).toBe(false);
    expectCode(await person.submit(page, 'Sign in', { password: adaPassword }));
  });

  it('is shown without a redirect when a long user name would make the URL too long for hosts', async () => {
    const name = 'x'.repeat(5000);
    const place = await signIn(person, authorizePath({ state: 's'.repeat(600) }), name, 'not-her-password');
    expect([place.trail.length, place.url.href]).toEqual([1, `${issuer}/sign-in`]);
    expectTold(place, 400, /is wrong/, name);
    expect(server.log.at(-1)).toMatchObject({ status: 400, error_codes: [50126], step: 'password' });
    expectCode(
      await person.submit(place, 'Sign in', { username: 'ada', password: adaPassword }),
      undefined,
      's'.repeat(600),
    );
  });
});

describe('a user who comes back to the page after a sign-in', () => {
  it('continues to the app with a new code', async () => {
    const place = await wrong();
    clock.advance(2);
    const code = expectCode(await person.submit(place, 'Sign in', { password: adaPassword }));
    expect(expectCode(await person.open(place.url.href))).not.toBe(code);
  });

  it.each([
    ['the password where the app wants it fresh', { prompt: 'login' }, 'Password'],
    ['which account, where the app wants that', { prompt: 'select_account' }, 'Continue as Ada Lovelace'],
  ])('is asked for %s', async (_what, changes, says) => {
    const place = await wrong(authorizePath(changes));
    clock.advance(2);
    expectCode(await person.submit(place, 'Sign in', { password: adaPassword }));
    const page = await person.open(place.url.href);
    expect([page.status, problemIn(page), textOf(page.text).includes(says)]).toEqual([200, undefined, true]);
  });

  it('sees the problem when the session is older than the attempt', async () => {
    expectCode(await signIn(person));
    clock.advance(2);
    const place = await wrong(authorizePath({ prompt: 'select_account' }));
    expectTold(place, 400, /is wrong/);
    clock.advance(2);
    expectTold(await person.open(place.url.href), 400, /is wrong/);
  });
});

describe('the address of the page', () => {
  const asJson = (address: string, Cookie = `__Host-tessera-browser=${person.cookies.get('__Host-tessera-browser')}`) =>
    send(server, address.replace(issuer, ''), { headers: { Cookie } });

  function expectRefused(answer: TestAnswer, description: RegExp): void {
    expectRefusal(answer, 'FormRefused', description, { isCrossOrigin: false });
    expect(server.log.at(-1)).toMatchObject({ endpoint: 'signIn', step: 'browser' });
  }

  it('does not work in another browser, or in one that keeps no cookies', async () => {
    const { url } = await wrong();
    expectRefused(await asJson(url.href, ''), /did not send its cookie/);
    expectRefused(await asJson(url.href, `__Host-tessera-browser=${'A'.repeat(22)}`), /issued to another browser/);
  });

  it('is refused without a form, with a broken one, with that of another page, and after a day', async () => {
    const place = await wrong();
    const token = place.url.searchParams.get('form') ?? '';
    const consent = await signIn(person, authorizePath({ client_id: 'asking' }));
    const other = formOf(consent.text, 'Allow').values.form ?? '';
    for (const query of ['', '?form=', '?form=x', `?form=${token.slice(0, -4)}`, `?form=${other}`, '?problem=wrong'])
      expectRefused(await asJson(`/sign-in${query}`), /not issued by this server/);
    expectRefusal(await asJson(`/sign-in?form=${token}&form=${token}`), 'MalformedRequest', 'repeated', {
      isCrossOrigin: false,
    });
    clock.advance(86_400);
    expectRefused(await asJson(place.url.href), /more than a day old/);
  });

  it('shows a plain sign-in page after half an hour, and for a form without a problem', async () => {
    const page = await person.open(authorizePath());
    const place = await person.submit(page, 'Sign in', { username: 'Ada', password: 'not-her-password' });
    expectTold(await person.open(`/sign-in?form=${formOf(page.text, 'Sign in').values.form}`), 200, undefined, '');
    clock.advance(1799);
    expectTold(await person.open(place.url.href), 400, /is wrong/);
    clock.advance(1);
    const fresh = await person.open(place.url.href);
    expectTold(fresh, 200, undefined, '');
    expectCode(await person.submit(fresh, 'Sign in', { username: 'ada', password: adaPassword }));
    expectCode(await person.open(place.url.href));
  });

  it('accepts only GET and POST', async () => {
    const { url } = await wrong();
    for (const method of ['PUT', 'DELETE', 'HEAD', 'PATCH']) {
      const answer = await send(server, `${url.pathname}${url.search}`, { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
    }
  });
});
