// `state` passes through every page and back unchanged, because it belongs to the app (RFC 6749 §4.1.1).
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf, formsOf } from '../support/page-source.ts';
import { pushedRequest } from '../support/par.ts';
import type { Person, Place } from '../support/person.ts';
import { expectRefusal, send } from '../support/request.ts';
import { issuer, type TestServer } from '../support/server.ts';
import { app, asking, authorizePath, desktop, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';

/** Characters. */
const maxRedirectLength = 4096;

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startSignIn({ clients: [app, asking, desktop] });
});
afterAll(() => server.close());
beforeEach(() => {
  person = personAt(server);
});
afterEach(() => {
  for (const line of server.log) expect(line).not.toMatchObject({ outcome: 'fault' });
});

/** States as libraries make them: base64url, base64, and JSON, most of which is percent-encoded. */
const states: readonly (readonly [what: string, state: string])[] = [
  ['1024 characters of base64url', 'aB3_-'.repeat(1024).slice(0, 1024)],
  ['2048 characters of base64url', 'aB3_-'.repeat(2048).slice(0, 2048)],
  ['2048 characters of base64', 'aB3+/xyZ09kLmNoPqRsTuVwX='.repeat(2048).slice(0, 2048)],
  ['1024 characters of JSON', JSON.stringify({ return: '/a?b=c&d=e#f' }).repeat(40).slice(0, 1024)],
  ['1024 quotes', '"'.repeat(1024)],
];

const at = 'https://app.example/callback';

describe.each(states)('a state of %s', (_what, state) => {
  it('comes back from a pushed request, in the query, the fragment and a form', async () => {
    for (const response_mode of ['query', 'fragment', 'form_post']) {
      const place = await signIn(personAt(server), await pushedRequest(server, { state, response_mode }));
      const [form] = formsOf(place.text);
      const answered =
        form === undefined
          ? new URLSearchParams(place.url.search || place.url.hash.slice(1))
          : new URLSearchParams(Object.fromEntries(fieldsOf(form.source)));
      expect([answered.has('code'), answered.get('state')], response_mode).toEqual([true, state]);
    }
  });

  it('comes back with the code after a wrong password, a sign-in and a consent', async () => {
    const wrong = await signIn(
      person,
      authorizePath({ client_id: 'asking', state, prompt: 'consent' }),
      'ada',
      'wrong',
    );
    expect([wrong.status, wrong.url.pathname]).toEqual([400, '/sign-in']);
    const asked = await person.submit(wrong, 'Sign in', { username: 'ada', password: adaPassword });
    expect([asked.status, asked.url.pathname]).toEqual([200, '/consent']);
    expectCode(await person.submit(asked, 'Allow'), at, state);
    expect(asked.url.href.length).toBeLessThan(7000);
  });

  it('comes back with the code after "Continue as", and when nothing is asked', async () => {
    await signIn(person);
    const page = await person.open(authorizePath({ state, prompt: 'select_account' }));
    expectCode(await person.submit(page, /^Continue as/), at, state);
    expectCode(await person.open(authorizePath({ state })), at, state);
  });

  it('comes back with every error', async () => {
    const refused = await person.open(authorizePath({ state, scope: 'payments.write' }));
    expectError(refused, 'invalid_scope', state);
    const asked = await signIn(person, authorizePath({ client_id: 'asking', state, prompt: 'consent' }));
    expectError(await person.submit(asked, 'Deny'), 'access_denied', state);
  });
});

/** The redirect always has the state and the issuer, and as many details as fit. */
function expectError(place: Place, error: string, state: string): URLSearchParams {
  expect(place.status, place.text).toBe(303);
  const { searchParams } = place.url;
  expect([searchParams.get('error'), searchParams.get('state'), searchParams.get('iss')]).toEqual([
    error,
    state,
    issuer,
  ]);
  expect(place.url.href.length).toBeLessThanOrEqual(maxRedirectLength);
  return searchParams;
}

describe('an error that does not fit whole into the redirect', () => {
  const bare = `${at}?error=invalid_scope&state=&iss=${encodeURIComponent(issuer)}`.length;

  /** @param room characters that remain after the error, the state and the issuer */
  async function errorWith(room: number): Promise<{ names: string[]; hasIds: boolean }> {
    const state = 's'.repeat(maxRedirectLength - bare - room);
    const place = await person.open(authorizePath({ state, scope: 'payments.write' }));
    const told = expectError(place, 'invalid_scope', state);
    return { names: [...told.keys()], hasIds: place.url.href.includes(String(server.log.at(-1)?.trace_id)) };
  }

  it('says that there is no room for the code', async () => {
    const place = await person.open(authorizePath({ state: 's'.repeat(3600) }));
    const told = expectError(place, 'invalid_request', 's'.repeat(3600));
    expect(told.get('error_description')).toMatch(
      /^AADSTS990007: With a code, the redirect would have 4\d\d\d characters\. The limit is 4096\. Shorten the state, or ask for fewer resources\./,
    );
  });

  it('leaves out the ids, then the description, then the address of the help page, and never state and iss', async () => {
    const always = ['state', 'iss'];
    const described = ['error', 'error_description', 'error_uri'];
    const whole = [...described, 'trace_id', 'correlation_id', ...always];
    expect(await errorWith(900)).toEqual({ names: whole, hasIds: true });
    expect(await errorWith(430)).toEqual({ names: [...described, ...always], hasIds: true });
    expect(await errorWith(260)).toEqual({ names: [...described, ...always], hasIds: false });
    expect(await errorWith(80)).toEqual({ names: ['error', 'error_uri', ...always], hasIds: false });
    expect(await errorWith(20)).toEqual({ names: ['error', ...always], hasIds: false });
  });

  it('stays on a page of this server when there is no room for the state alone', async () => {
    const state = 's'.repeat(maxRedirectLength);
    for (const path of [authorizePath({ state }), authorizePath({ state, prompt: 'none' })]) {
      const answer = await send(server, path);
      expectRefusal(answer, 'RedirectTooLong', /Shorten the state/, { isCrossOrigin: false });
    }
  });

  it('is handled for any state, with a code, an error or a page', async () => {
    await signIn(person);
    const character = fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('"', '%', 'a'),
    );
    const anyState = fc.string({ unit: character, minLength: 1, maxLength: 4200, size: 'max' });
    await fc.assert(
      fc.asyncProperty(anyState, fc.constantFrom(undefined, 'none'), async (state, prompt) => {
        const place = await person.open(authorizePath({ state, prompt }));
        const { searchParams } = place.url;
        if (place.status === 400) {
          expect(encoded(state)).toBeGreaterThan(maxRedirectLength - 200);
          return;
        }
        expect(place.url.href.length).toBeLessThanOrEqual(maxRedirectLength);
        expect([searchParams.get('state'), searchParams.has('code') || searchParams.get('error')]).toEqual([
          state,
          searchParams.has('code') || 'invalid_request',
        ]);
      }),
      { numRuns: 60 },
    );
  });
});

function encoded(state: string): number {
  return new URLSearchParams({ state }).toString().length;
}

describe('a consent form that does not fit into a URL', () => {
  it('is shown in the answer itself, and works from there', async () => {
    await signIn(person);
    const scope = Array.from({ length: 115 }, () => 'reports.read').join(' ');
    const changes = {
      client_id: 'asking',
      prompt: 'consent',
      scope,
      state: 's'.repeat(3100),
      login_hint: 'ada'.padEnd(256, '\u{1d504}'),
      ui_locales: 'en'.padEnd(256, ' nb'),
    };
    const confirming = await person.open(authorizePath(changes));
    const asked = await person.submit(confirming, /^Continue as/);
    expect([asked.status, asked.url.pathname]).toEqual([200, '/sign-in']);
    expectCode(await person.submit(asked, 'Allow'), at, changes.state);
  });
});
