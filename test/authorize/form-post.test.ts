// The response mode form_post (OAuth 2.0 Form Post Response Mode): the browser posts the response to the app.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seconds } from '../../shared/base/clock.ts';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { type Language, languages } from '../../shared/html/language.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { redeem } from '../support/grants.ts';
import { expectPage, textOf } from '../support/page.ts';
import { fieldsOf, formsOf } from '../support/page-source.ts';
import { pushedRequest } from '../support/par.ts';
import type { Person, Place } from '../support/person.ts';
import { expectTokens, postForm } from '../support/request.ts';
import { signedPath, signing, signRequest } from '../support/request-objects.ts';
import { issuer, type TestServer } from '../support/server.ts';
import { app, appClients, appSecret, authorizePath, personAt, signIn, startSignIn } from '../support/sign-in.ts';

const own = { ...app, client_id: 'own', redirect_uris: ['https://app.example/callback?tenant=7&x=%2F'] };

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startSignIn({ clients: [...appClients, signing, own] });
  person = personAt(server);
  await signIn(person);
});
afterAll(() => server.close());

const posting = (changes: Parameters<typeof authorizePath>[0] = {}) =>
  authorizePath({ response_mode: 'form_post', ...changes });

/** Checks the whole page but its words. @returns what the browser posts, and where */
function expectForm(
  { headers, text, status }: Pick<Place, 'headers' | 'text' | 'status'>,
  language: Language = 'en',
): { readonly action: string; readonly members: Readonly<Record<string, string>> } {
  const withoutCookies = new Headers(headers);
  withoutCookies.delete('set-cookie');
  const expected = { formAction: 'any', isFormPost: true, isWithoutChoice: true } as const;
  expectPage({ headers: withoutCookies, text, status, json: undefined }, language, 200, expected);
  const [form, ...others] = formsOf(text);
  expect(others).toEqual([]);
  const fields = fieldsOf(form?.source ?? '').filter(([name]) => name !== '');
  const members = Object.fromEntries(fields);
  // Nothing is there twice.
  expect(fields).toHaveLength(Object.keys(members).length);
  return { action: decodeURI(form?.action ?? ''), members };
}

function expectCodeForm(place: Place, action = app.redirect_uris[0]): string {
  const form = expectForm(place);
  expect(form).toEqual({
    action,
    members: { code: expect.stringMatching(/^[\w-]+(?:\.[\w-]*){4}$/), state: 'the-state-of-the-app', iss: issuer },
  });
  return form.members.code ?? '';
}

function expectErrorForm(place: Place, row: ErrorName, description: RegExp): void {
  const { error, number } = catalogue[row];
  const line = server.log.at(-1);
  expect(expectForm(place)).toEqual({
    action: app.redirect_uris[0],
    members: {
      error,
      error_description: expect.stringMatching(description),
      error_uri: expect.stringMatching(anyErrorUri(number, issuer)),
      trace_id: line?.trace_id,
      correlation_id: line?.correlation_id,
      state: 'the-state-of-the-app',
      iss: issuer,
    },
  });
  expect(line).toMatchObject({ outcome: 'refused', status: 200, error, error_codes: [number] });
}

describe('with response_mode=form_post', () => {
  it('the code is posted to the redirect URI, and can be redeemed', async () => {
    const code = expectCodeForm(await person.open(posting()));
    expectTokens(
      await redeem(server, code, { client_id: 'app', client_secret: appSecret, redirect_uri: app.redirect_uris[0] }),
      'openid reports.read',
      {
        refreshToken: true,
        idToken: true,
      },
    );
  });

  it('it is so after the sign-in page, and after the consent page', async () => {
    expectCodeForm(await signIn(personAt(server), posting()));
    const consent = await person.open(posting({ client_id: 'asking' }));
    expectCodeForm(await person.submit(consent, 'Allow'));
  });

  it('the query that the redirect URI has is kept, and gets nothing more', async () => {
    const [uri] = own.redirect_uris;
    const { text } = await person.open(posting({ client_id: 'own', redirect_uri: uri }));
    expect(text).toContain('<form method="post" action="https://app.example/callback?tenant=7&amp;x=%2F">');
  });

  it('errors are posted: of the request, of prompt=none, and of a user who denies', async () => {
    expectErrorForm(await person.open(posting({ scope: 'nonsense' })), 'InvalidScope', /nonsense/);
    expectErrorForm(await personAt(server).open(posting({ prompt: 'none' })), 'LoginRequired', /prompt=none/);
    const consent = await person.open(posting({ client_id: 'asking', prompt: 'consent' }));
    expectErrorForm(await person.submit(consent, 'Deny'), 'AccessDenied', /user denied/);
  });

  it('prompt=none gets a code from a session', async () => {
    expectCodeForm(await person.open(posting({ prompt: 'none' })));
  });

  it('an error before the redirect URI is known to be good is not posted', async () => {
    const place = await person.open(posting({ redirect_uri: 'https://other.example/' }));
    expect([place.status, formsOf(place.text)]).toEqual([400, []]);
  });

  it('the mode counts in a pushed request, in a signed one, and in one that is posted', async () => {
    expectCodeForm(await person.open(await pushedRequest(server, { response_mode: 'form_post' })));
    const object = await signRequest(seconds(server.service.clock), { claims: { response_mode: 'form_post' } });
    expectCodeForm(await person.open(signedPath(object)));
    const path = posting();
    const { headers } = await postForm(server, '/authorize', path.slice(path.indexOf('?') + 1));
    expectCodeForm(await person.open(headers.get('location') ?? ''));
  });

  it('the page is in the language of ui_locales, and otherwise of the browser', async () => {
    const words = {
      en: 'You are being sent to app.example',
      lv: 'Jūs nokļūsiet vietnē app.example',
      nb: 'Du sendes til app.example',
    };
    for (const language of languages) {
      const asked = await person.open(posting({ ui_locales: language }));
      const preferred = await person.open(posting({ scope: 'nonsense' }), { 'Accept-Language': language });
      for (const place of [asked, preferred]) {
        expectForm(place, language);
        expect(textOf(place.text)).toContain(words[language]);
      }
    }
  });

  it('any state comes back unchanged', async () => {
    const state = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(state, fc.constantFrom('"><script>alert(1)</script>', '&quot;', "'><!--")),
        async (text) => {
          expect(expectForm(await person.open(posting({ state: text }))).members.state).toBe(text);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('the response may have 16384 characters, encoded', async () => {
    const state = 's'.repeat(6000);
    expect(expectForm(await person.open(posting({ state }))).members).toMatchObject({ state, code: expect.anything() });
    // A form encodes it with three characters, and the request does not.
    const longest = posting({ state: 'STATE' }).replace('STATE', '~'.repeat(5000));
    expect(expectForm(await person.open(longest)).members).toHaveProperty('code');
    const longer = posting({ state: 'STATE' }).replace('STATE', '~'.repeat(5300));
    expect(expectForm(await person.open(longer)).members).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringMatching(
        /With a code, the form would have \d+ characters\. The limit is 16384\./,
      ),
      state: '~'.repeat(5300),
    });
    const place = await person.open(posting({ state: 'STATE' }).replace('STATE', '~'.repeat(5500)));
    expect([place.status, formsOf(place.text)]).toEqual([400, []]);
    expect(textOf(place.text)).toMatch(/With the state, the form would exceed 16384 characters\./);
  });
});

/** Other programs on the device may use the redirect URI, so the user clicks first (RFC 8252 §8.6). */
describe('an app on the user’s own device', () => {
  const desktop = { client_id: 'desktop', response_mode: 'form_post' };

  it('gets the response posted to its loopback address, at any port', async () => {
    const redirect_uri = 'http://127.0.0.1:54321/callback';
    const page = await person.open(authorizePath({ ...desktop, redirect_uri }));
    expectCodeForm(await person.submit(page, /^Continue as/), redirect_uri);
  });

  it('gets an error at its own scheme, which takes no form', async () => {
    const { url } = await person.open(authorizePath({ ...desktop, redirect_uri: 'com.example.desktop:/callback' }));
    expect(url.href.split('?')[0]).toBe('com.example.desktop:/callback');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringMatching(/^AADSTS70007: With response_mode=form_post, the redirect_uri must be/),
      state: 'the-state-of-the-app',
      iss: issuer,
    });
  });
});
