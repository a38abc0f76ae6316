// The addresses of the played-through pages: a browser can open them anew, here by their link to Latvian.
import { expect } from 'vitest';
import { linksOf } from '../../support/page.ts';
import type { Place } from '../../support/person.ts';
import { arrive, browserAt, keepPage, outcomeOf } from './session-browser.ts';
import {
  type Asked,
  ageOf,
  type KeptPage,
  lifeOf,
  type Model,
  type ModelForm,
  type Outcome,
  outcomesOf,
} from './session-model.ts';
import type { World } from './session-world.ts';

export async function openAgain(
  page: KeptPage,
  asked: Asked,
  instance: number,
  model: Model,
  world: World,
): Promise<void> {
  const { browser, forms, toldAt } = page;
  // Of two that it may have, one goes on with the session and the other does not: its idle time would not be known.
  if (new Set(forms.map((form) => ageOf(form, model.now))).size > 1) return;
  const link = linksOf(page.place.text).find((href) => href.includes('ui_locales=lv'));
  const at = browserAt(world, browser, instance);
  const place = await at.person.open(link ?? '');
  at.keep();
  if (toldAt !== undefined) return expectRetold(page, asked, toldAt, place, model, world);
  if (page.kind === 'consent page') return expectAskedAgain(page, asked, place, model, world);
  expect(outcomesOf(model, browser, asked)).toContain(outcomeOf(place));
  await arrive(place, { browser, asked }, model, world);
}

async function expectAskedAgain(page: KeptPage, asked: Asked, place: Place, model: Model, world: World): Promise<void> {
  const { browser, forms } = page;
  const session = model.sessions[browser];
  const life = lifeOf(model, session);
  const isGood = (form: ModelForm) =>
    session?.id === form.session?.id && life !== 'ended' && ageOf(form, model.now) === 'fresh';
  const isSame = forms.every(isGood);
  const outcomes = new Set(isSame && life === 'alive' ? [] : outcomesOf(model, browser, asked));
  if (forms.some(isGood)) outcomes.add('consent page');
  if (forms.some((form) => ageOf(form, model.now) === 'gone')) outcomes.add('refused');
  const outcome = outcomeOf(place);
  expect(outcomes).toContain(outcome);
  if (outcome !== 'consent page' || !forms.some(isGood)) return arrive(place, { browser, asked }, model, world);
  // The same form, or one for another record of the client, or for a session of which one instance knew no more.
  const sealed = forms.map((form) => ({ ...form, madeAt: model.now }));
  const anew = { madeAt: model.now, passed: {}, session };
  keepPage(model, { place, browser, asked, forms: isSame ? [...forms, ...sealed] : [...forms, ...sealed, anew] });
}

/** To what was wrong, as long as nobody has signed in since. */
async function expectRetold(
  page: KeptPage,
  asked: Asked,
  toldAt: number,
  place: Place,
  model: Model,
  world: World,
): Promise<void> {
  const { browser, kind } = page;
  const age = ageOf({ madeAt: toldAt, passed: {} }, model.now);
  const session = model.sessions[browser];
  const life = session && session.authTime > toldAt ? lifeOf(model, session) : 'ended';
  const isOver = age === 'old' || life === 'alive';
  const outcomes = new Set<Outcome>(isOver || life === 'open' ? outcomesOf(model, browser, asked) : []);
  // The wait of a throttled user may be over.
  if (!isOver)
    for (const each of [kind, ...(kind === 'throttled' ? (['sign-in page'] as const) : [])]) outcomes.add(each);
  const outcome = outcomeOf(place);
  expect(age === 'gone' ? new Set(['refused']) : outcomes).toContain(outcome);
  const isRetold = outcome === kind && !isOver;
  if (!isRetold && outcome !== 'refused') return arrive(place, { browser, asked }, model, world);
  keepPage(model, { place, browser, asked, toldAt, forms: [{ madeAt: model.now, passed: {} }] });
}
