// Several instances of one service, and browsers that move between them.
import { expect } from 'vitest';
import { textOf } from '../support/page.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import type { Served } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { appSecret, authorizePath, signIn } from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';

export const asApp = { client_id: 'app', client_secret: appSecret, redirect_uri: 'https://app.example/callback' };

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The correct credentials of a user that a test added. */
export function right({ username }: { readonly username: string }): Credentials {
  return { username, password: adaPassword };
}

export function enter(person: Person, { username, password }: Credentials, path = authorizePath()): Promise<Place> {
  return signIn(person, path, username, password);
}

/** Another browser with a copy of the current cookies. */
export function copyOf({ cookies }: Person, ...servers: readonly Served[]): Person {
  const copy = openPerson(issuer, servers);
  for (const [name, value] of cookies) copy.cookies.set(name, value);
  return copy;
}

export function expectNobody(place: Place): void {
  expect([place.status, place.url.pathname]).toEqual([200, '/authorize']);
  expect(textOf(place.text)).toContain('Password');
  expect(textOf(place.text)).not.toContain('Continue as');
}
