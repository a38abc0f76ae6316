import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { anyCharacter } from '../support/any-character.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectFrame, expectPage, textOf } from '../support/page.ts';
import { formOf, type Person, type Place } from '../support/person.ts';
import { expectRefusal, postForm, send, type TestAnswer } from '../support/request.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

let clock: TestClock;
let person: Person;
let page: Place;
let token: string;
let cookie: string;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: appClients, clock };
});
beforeEach(async () => {
  await addTestUser(server.service.store, 'ada');
  person = personAt(server);
  page = await person.open(authorizePath());
  token = formOf(page.text, 'Sign in').values.form ?? '';
  cookie = `__Host-tessera-browser=${person.cookies.get('__Host-tessera-browser')}`;
});

const filledIn = () => ({ form: token, username: 'ada', password: adaPassword });

function post(
  headers: Readonly<Record<string, string>>,
  form: Readonly<Record<string, string>> = filledIn(),
): Promise<TestAnswer> {
  return postForm(server, '/sign-in', form, headers);
}

function expectRefused(answer: TestAnswer, description: RegExp): void {
  expectRefusal(answer, 'FormRefused', description, { isCrossOrigin: false });
  // Nothing was done.
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(server.log.at(-1)).toMatchObject({ step: 'browser' });
}

/** The log line of the form; the line of the page follows it. */
function expectLogged(description: string): void {
  const refused = {
    outcome: 'refused',
    status: 303,
    error_codes: [990010],
    description: `AADSTS990010: ${description}`,
  };
  expect(server.log.at(-2)).toMatchObject(refused);
}

/** RFC 6749 §10.12, RFC 9700 §4.7. */
describe('a form of a page', () => {
  it('is accepted from the browser that got the page', async () => {
    const answer = await post({ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' });
    expect([answer.status, answer.headers.get('location')?.startsWith('https://app.example/callback?code=')]).toEqual([
      303,
      true,
    ]);
  });

  it('is refused from a browser without its cookie', async () => {
    expectRefused(await post({}), /issued to another browser/);
    expectRefused(await post({ Cookie: '__Host-tessera-browser=short' }), /issued to another browser/);
  });

  it('has no effect in another browser and is shown again, since a new browser may have got two pages at once', async () => {
    for (const [name] of person.cookies) person.cookies.set(name, 'A'.repeat(22));
    const anew = await person.submit(page, 'Sign in', { username: 'ada', password: adaPassword });
    expectFrame(anew, 'en', { formAction: 'any' });
    expect([anew.status, anew.headers.getSetCookie()]).toEqual([400, []]);
    expect(textOf(anew.text)).toContain('Sign-in was also started in another tab. Please sign in again.');
    expectLogged('The form was issued to another browser.');
    expectCode(await person.submit(anew, 'Sign in', { username: 'ada', password: adaPassword }));
  });

  it('is accepted when the user has sent it again from the address bar', async () => {
    expect((await post({ Cookie: cookie, 'Sec-Fetch-Site': 'none' })).status).toBe(303);
  });

  it('that continues with a session is also shown again after half an hour', async () => {
    expectCode(await signIn(person));
    const choice = await person.open(authorizePath({ prompt: 'select_account' }));
    clock.advance(1800);
    const anew = await person.submit(choice, /^Continue as ada/);
    expect([anew.status, anew.url.pathname]).toEqual([400, '/sign-in']);
    expect(textOf(anew.text)).toContain('This page was open for too long.');
  });

  it('is refused from another site', async () => {
    for (const site of ['cross-site', 'same-site'])
      expectRefused(await post({ Cookie: cookie, 'Sec-Fetch-Site': site }), /by another site/);
  });

  it('is refused from another origin, also for a browser without Sec-Fetch-Site', async () => {
    const origins = [
      'https://evil.example',
      'http://issuer.example',
      'https://issuer.example:8443',
      'https://issuer.example.evil.example',
      'null',
      '',
    ];
    for (const Origin of origins) expectRefused(await post({ Cookie: cookie, Origin }), /by another site/);
    const mixed = { Cookie: cookie, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' };
    expectRefused(await post(mixed), /by another site/);
  });

  it.each([
    ['the origin of the issuer', { Origin: 'https://issuer.example' }],
    ['no origin, when the browser says that the site is the same', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
  ])('is taken with %s', async (_what, headers) => {
    expect((await post({ Cookie: cookie, ...headers })).status).toBe(303);
  });

  it('is refused when it is for another page, or not from this server', async () => {
    const consent = await signIn(person, authorizePath({ client_id: 'asking' }));
    const other = formOf(consent.text, 'Allow').values.form ?? '';
    expectRefused(await post({ Cookie: cookie }, { ...filledIn(), form: other }), /not issued by this server/);
    expectRefused(
      await postForm(server, '/consent', { form: token, decision: 'allow' }, { Cookie: cookie }),
      /not issued by this server/,
    );
    expectRefused(
      await postForm(server, '/sign-out', { form: token }, { Cookie: cookie }),
      /not issued by this server/,
    );
    expectRefused(
      await post({ Cookie: cookie }, { username: 'ada', password: adaPassword }),
      /not issued by this server/,
    );
  });

  it('is refused after any change', async () => {
    const changed = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 300 }),
      fc
        .integer({ min: 0, max: token.length - 1 })
        .map((at) => token.slice(0, at) + flipped(token[at]) + token.slice(at + 1)),
      fc.integer({ min: 0, max: token.length - 1 }).map((at) => token.slice(0, at)),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (form) => {
        const answer = await post({ Cookie: cookie }, { ...filledIn(), form });
        expect([answer.status, answer.json.error_codes]).toEqual([400, [990010]]);
      }),
      { numRuns: 150 },
    );
  });

  it('is shown again when it was open for more than half an hour, and only the password is lost', async () => {
    clock.advance(1799);
    expect((await post({ Cookie: cookie })).status).toBe(303);
    clock.advance(1);
    const anew = await person.submit(page, 'Sign in', { username: 'ada', password: adaPassword });
    expectFrame(anew, 'en', { formAction: 'any' });
    expect(anew.status).toBe(400);
    expect(textOf(anew.text)).toContain('This page was open for too long. Please sign in again.');
    expectLogged('The form is more than half an hour old.');
    expect(anew.text).toContain('name="username" value="ada"');
    expect(anew.text).not.toContain(adaPassword);
    expectCode(await person.submit(anew, 'Sign in', { password: adaPassword }));
  });

  it('is refused after a day, on a page that says what to do', async () => {
    clock.advance(86_400);
    expectRefused(await post({ Cookie: cookie }), /more than a day old/);
    const shown = await send(server, '/sign-in', {
      method: 'POST',
      headers: { Cookie: cookie, Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(filledIn()).toString(),
    });
    expectPage(shown, 'en', 400, { isWithoutChoice: true });
    expect(textOf(shown.text)).toContain('Go back to the app and start again.');
  });
});

describe('two tabs', () => {
  it('each end in their own app', async () => {
    const other = await person.open(authorizePath({ client_id: 'classic', state: 'of-the-other-tab' }));
    expectCode(await person.submit(page, 'Sign in', { username: 'ada', password: adaPassword }));
    expectCode(
      await person.submit(other, 'Sign in', { username: 'ada', password: adaPassword }),
      undefined,
      'of-the-other-tab',
    );
  });
});

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Changes the highest bit: the lowest bits of a last base64url character are ignored. */
function flipped(char = ''): string {
  return base64url[base64url.indexOf(char) ^ 32] ?? 'A';
}
