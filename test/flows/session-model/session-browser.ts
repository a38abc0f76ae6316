// A browser of the played-through sessions: what it shows, and what every answer has to be.

import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { texts } from '../../../authorize/texts/texts.ts';
import { redeem } from '../../support/grants.ts';
import { textOf } from '../../support/page.ts';
import { formOf, openPerson, type Place } from '../../support/person.ts';
import { issuer } from '../../support/server.ts';
import { authorizePath } from '../../support/sign-in.ts';
import { asApp } from '../instances.ts';
import {
  type Asked,
  type ClientId,
  type KeptPage,
  lifeOf,
  type Model,
  type ModelForm,
  type Outcome,
  pairsAt,
  recordsOf,
  used,
} from './session-model.ts';
import type { World } from './session-world.ts';

/** A browser whose first request goes to that instance, and the next one to the other. */
export function browserAt(world: World, browser: number, instance: number) {
  const person = openPerson(issuer, instance === 0 ? world.servers : [...world.servers].reverse());
  const jar = world.jars[browser] ?? new Map();
  for (const [name, value] of jar) person.cookies.set(name, value);
  return { person, keep: () => world.jars.splice(browser, 1, new Map(person.cookies)) };
}

const redirectUris = { app: 'https://app.example/callback', desktop: 'http://127.0.0.1:50123/callback' };

function redirectUriOf(client: ClientId): string {
  return client === 'desktop' ? redirectUris.desktop : redirectUris.app;
}

export async function pathOf(asked: Asked, { idToken }: World): Promise<string> {
  const { client, prompt, maxAge, hint, idTokenHint, scope, resource } = asked;
  return authorizePath({
    client_id: client,
    redirect_uri: redirectUriOf(client),
    prompt,
    max_age: maxAge?.toString(),
    login_hint: hint,
    id_token_hint: idTokenHint && (await idToken(idTokenHint, client)),
    scope,
    resource,
  });
}

const problems = ['wrong', 'throttled', 'expired', 'foreign'] as const;

/** Whether a page says so, up to what is counted in it. */
function says(said: string, problem: (typeof problems)[number]): boolean {
  return [texts.en, texts.lv].some(({ signIn }) => {
    const text = problem === 'throttled' ? signIn.throttled(undefined) : signIn[problem];
    return said.includes(text.slice(0, 30));
  });
}

/** Whatever language it is in. @returns the whole text of what it must not be */
export function outcomeOf({ url, text }: Place): Outcome | string {
  const told = url.searchParams.get('error');
  if (told !== null) return told;
  if (url.searchParams.has('code')) return 'code';
  if (text.includes('name="decision"')) return 'consent page';
  if (text.includes('name="account"')) return 'account page';
  if (text.includes('name="everywhere"')) return 'sign-out page';
  const said = textOf(text);
  if (text.includes('name="password"')) {
    return problems.find((problem) => says(said, problem)) ?? 'sign-in page';
  }
  if (said.includes('You are signed out')) return 'signed out';
  return text.includes('AADSTS990010') ? 'refused' : text;
}

/** What a page asks for: see `pairsOf`. */
export function shownPairs({ text }: Place): readonly string[] {
  const [account = '', ...apis] = text.split(/<p>(?:At|Vietnē) <code>/);
  const shown = apis.flatMap((api) => pairsAt(/<bdi>(.*?)<\/bdi>/.exec(api)?.[1] ?? '', scopeIn(api)));
  const scope = scopeIn(account);
  return scope.length > 0 ? [...pairsAt(`${issuer}/userinfo`, scope), ...shown] : shown;
}

function scopeIn(text: string): readonly string[] {
  const words: readonly (readonly [string, RegExp])[] = [
    ['openid', /Know who you are|Uzzināt, kas jūs esat/],
    ['reports.read', /reports\.read|read your reports|lasīt jūsu pārskatus/],
    ['reports.write', /reports\.write/],
  ];
  return words.filter(([, pattern]) => pattern.test(text)).map(([scope]) => scope);
}

const buttons = {
  'sign in': /^(?:Sign in|Pierakstīties)$/,
  continue: /^(?:Continue as|Turpināt kā) /,
  allow: /^(?:Allow|Atļaut)$/,
  deny: /^(?:Deny|Neatļaut)$/,
  'sign out': /^Sign out$/,
};

export function press(
  { person }: Pick<ReturnType<typeof browserAt>, 'person'>,
  place: Place,
  button: keyof typeof buttons,
  fields: Readonly<Record<string, string>> = {},
): Promise<Place> {
  // A page whose form is not there is a mistake of the model.
  formOf(place.text, buttons[button]);
  return person.submit(place, buttons[button], fields);
}

const pages: readonly (Outcome | string)[] = [
  'sign-in page',
  'account page',
  'consent page',
  'sign-out page',
  'wrong',
  'throttled',
  'expired',
  'foreign',
];

/** For a later event. */
export function keepPage(model: Model, page: Omit<KeptPage, 'kind'>): void {
  const kind = outcomeOf(page.place);
  if (!pages.includes(kind)) return;
  // One of the kinds just above.
  model.pages.unshift({ ...page, kind: kind as Outcome });
  model.pages.splice(6);
}

/** What every place is held to that an authorization request led to, whatever else was expected of it. */
export async function arrive(
  place: Place,
  { browser, asked, form }: { readonly browser: number; readonly asked: Asked; readonly form?: Partial<ModelForm> },
  model: Model,
  world: World,
): Promise<void> {
  const outcome = outcomeOf(place);
  if (outcome === 'code' || outcome === 'account page' || outcome === 'consent page') used(model, browser);
  if (outcome === 'code') await expectCode(place, asked, browser, model, world);
  const session = outcome === 'account page' || outcome === 'consent page' ? model.sessions[browser] : undefined;
  const kept = { madeAt: model.now, passed: {}, ...form, session };
  keepPage(model, { place, browser, asked, forms: [kept] });
}

async function expectCode(place: Place, { client }: Asked, browser: number, model: Model, world: World): Promise<void> {
  const session = model.sessions[browser];
  const life = lifeOf(model, session, client);
  const code = place.url.searchParams.get('code') ?? '';
  expect(place.url.searchParams.get('state')).toBe('the-state-of-the-app');
  const secret = client === 'desktop' ? { client_secret: undefined } : {};
  const redemption = { ...asApp, client_id: client, redirect_uri: redirectUriOf(client), ...secret };
  const answers = [];
  for (const server of world.servers) answers.push(await redeem(server, code, redemption));
  // Once; or not at all, or at the other one, where an end is known already.
  const statuses = answers.map(({ status }) => status);
  if (life === 'alive') expect(statuses).toEqual([200, 400]);
  else expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
  const tokens = answers.find(({ status }) => status === 200)?.json;
  if (!tokens || !session) return;
  const claims = decodeJwt(tokens.access_token);
  expect([claims.sub, claims.auth_time]).toEqual([world.subject(session.user), session.authTime]);
  if (client !== 'asking' || !recordsOf(model).every(({ consent }) => consent)) return;
  const audience = [claims.aud ?? []].flat();
  const apis = tokens.scope.split(' ').filter((each: string) => each !== 'openid');
  const [resource = ''] = audience;
  expect(await world.consented(session.user)).toEqual(expect.arrayContaining([...pairsAt(resource, apis)]));
}
