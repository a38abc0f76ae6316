import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../support/page.ts';
import { openPerson } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import { authorizePath, signIn, startSignIn } from '../support/sign-in.ts';

const issuer = 'https://issuer.example/p/q';

let server: TestServer;
beforeAll(async () => {
  server = await startSignIn({ environment: { ISSUER: issuer } });
});
afterAll(() => server.close());

it('signs users in and out below the path of the issuer, and does not affect the rest of the host', async () => {
  const person = openPerson(issuer, [server]);
  const path = `.${authorizePath({ client_id: 'asking' })}`;
  const asked = await signIn(person, path);
  expect([asked.status, asked.url.pathname]).toEqual([200, '/p/q/consent']);
  const back = await person.submit(asked, 'Allow');
  expect([back.url.origin, back.url.searchParams.get('iss')]).toEqual(['https://app.example', issuer]);
  expect((await person.open(path)).url.searchParams.has('code')).toBe(true);
  const cookies = [...asked.trail, ...back.trail].flatMap(({ headers }) => headers.getSetCookie());
  expect(cookies.length).toBeGreaterThan(2);
  for (const cookie of cookies)
    expect(cookie).toMatch(/^__Secure-tessera-\w+=.*; path=\/p\/q; secure; samesite=lax; httponly$/);
  const out = await person.submit(await person.open('./sign-out'), 'Sign out', { everywhere: 'on' });
  expect([out.url.pathname, textOf(out.text).includes('on all your other devices within a minute')]).toEqual([
    '/p/q/sign-out',
    true,
  ]);
  expect((await person.open(path)).status).toBe(200);
});
