// What is done with a page of the played-through sessions, at once or later, by its own browser or by another one.
import { expect } from 'vitest';
import { arrive, browserAt, keepPage, outcomeOf, press, shownPairs } from './session-browser.ts';
import {
  type Asked,
  ageOf,
  type KeptPage,
  lifeOf,
  type Model,
  type ModelForm,
  type Outcome,
  outcomesOf,
  pairsOf,
  passwords,
  recordsOf,
  signedIn,
  type Username,
} from './session-model.ts';
import { judge } from './session-throttle.ts';
import type { World } from './session-world.ts';

/** Who does it where; `yes` is what goes on, at each kind of page. */
export interface Act {
  readonly browser: number;
  readonly instance: number;
  readonly yes: boolean;
  readonly user: Username;
  readonly password: number;
}

type Of<Kind> = { readonly page: KeptPage; readonly act: Act } & Kind;

export async function actOn(page: KeptPage, act: Act, model: Model, world: World): Promise<void> {
  if (page.kind === 'sign-out page') return signOut({ page, act }, model, world);
  const { asked } = page;
  if (!asked) throw new Error('the page belongs to no request');
  if (page.kind === 'consent page') return decide({ page, act, asked }, model, world);
  const isChoice = page.kind === 'account page' && act.yes;
  return isChoice ? goOn({ page, act, asked }, model, world) : signIn({ page, act, asked }, model, world);
}

/** The outcome of a form that is rejected early; undefined for other forms. */
function refusalOf({ page, act }: Of<object>, form: ModelForm, world: World, model: Model): Outcome | undefined {
  const age = ageOf(form, model.now);
  if (age === 'gone') return 'refused';
  const isSignIn = page.kind !== 'consent page' && page.kind !== 'sign-out page';
  const hasId = [...(world.jars[act.browser]?.keys() ?? [])].some((name) => name.includes('browser'));
  if (act.browser !== page.browser) return isSignIn && hasId ? 'foreign' : 'refused';
  return isSignIn && age === 'old' ? 'expired' : undefined;
}

async function signIn({ page, act, asked }: Of<{ asked: Asked }>, model: Model, world: World): Promise<void> {
  const { browser, user, password } = act;
  const at = browserAt(world, browser, act.instance);
  const [form] = page.forms;
  if (!form) throw new Error('a page has a form');
  const before = new Map(at.person.cookies);
  const former = lifeOf(model, model.sessions[browser]);
  const refused = refusalOf({ page, act }, form, world, model);
  const judged = refused ?? judge(model, world.throttle, browser, user, password);
  const place = await press(at, page.place, 'sign in', { username: user, password: passwords[password] ?? '' });
  at.keep();
  if (judged !== 'right') {
    expect(outcomeOf(place)).toBe(judged);
    return keepPage(model, { place, browser, asked, toldAt: model.now, forms: [{ madeAt: model.now, passed: {} }] });
  }
  if ((asked.idTokenHint ?? user) !== user) {
    // Nothing is changed by a sign-in that the app did not want.
    expect(outcomeOf(place)).toBe('login_required');
    return;
  }
  world.throttle.known[browser]?.add(user);
  signedIn(model, browser, user);
  if (former === 'alive') model.copies.push(before);
  const passed = { signedIn: true };
  expect(outcomesOf(model, browser, asked, passed)).toContain(outcomeOf(place));
  await arrive(place, { browser, asked, form: { passed } }, model, world);
}

async function goOn({ page, act, asked }: Of<{ asked: Asked }>, model: Model, world: World): Promise<void> {
  const { browser } = act;
  const at = browserAt(world, browser, act.instance);
  const [form] = page.forms;
  if (!form) throw new Error('a page has a form');
  const refused = refusalOf({ page, act }, form, world, model);
  const session = model.sessions[browser];
  const life = lifeOf(model, session);
  const isSame = session?.id === form.session?.id && life !== 'ended';
  const place = await press(at, page.place, 'continue');
  at.keep();
  if (refused) {
    expect(outcomeOf(place)).toBe(refused);
    return keepPage(model, { place, browser, asked, toldAt: model.now, forms: [{ madeAt: model.now, passed: {} }] });
  }
  const passed = isSame ? { confirmed: true } : {};
  const outcomes = new Set(outcomesOf(model, browser, asked, passed));
  if (life === 'open') for (const outcome of outcomesOf(model, browser, asked)) outcomes.add(outcome);
  expect(outcomes).toContain(outcomeOf(place));
  await arrive(place, { browser, asked, form: { passed } }, model, world);
}

async function decide({ page, act, asked }: Of<{ asked: Asked }>, model: Model, world: World): Promise<void> {
  const { browser, yes } = act;
  const at = browserAt(world, browser, act.instance);
  const shown = shownPairs(page.place);
  const session = model.sessions[browser];
  const life = lifeOf(model, session);
  const user = session?.user;
  const before = user && (await world.consented(user));
  const outcomes = new Set<Outcome>();
  for (const form of page.forms) {
    const refused = refusalOf({ page, act }, form, world, model);
    if (refused) {
      outcomes.add(refused);
      continue;
    }
    const isSame = session?.id === form.session?.id && life !== 'ended' && ageOf(form, model.now) === 'fresh';
    // A no is for everything.
    const isAsked = (pairs: readonly string[]) => !yes || pairs.every((each) => shown.includes(each));
    const within = recordsOf(model).filter((record) => isAsked(pairsOf(asked, record)));
    if (isSame && within.length > 0) {
      const passed = { ...form.passed, consented: true };
      for (const outcome of yes ? outcomesOf(model, browser, asked, passed) : (['access_denied'] as const))
        outcomes.add(outcome);
    }
    const isCertain = isSame && life === 'alive' && within.length === recordsOf(model).length;
    if (!isCertain) for (const outcome of outcomesOf(model, browser, asked)) outcomes.add(outcome);
  }
  const place = await press(at, page.place, yes ? 'allow' : 'deny');
  at.keep();
  const outcome = outcomeOf(place);
  expect(outcomes).toContain(outcome);
  if (user && before) {
    const after = await world.consented(user);
    // Nobody has agreed to what they were not shown, nor by a no.
    for (const pair of after) expect([...before, ...(yes ? shown : [])]).toContain(pair);
    model.accounts[user].consented = after;
  }
  await arrive(place, { browser, asked }, model, world);
}

async function signOut({ page, act }: Of<object>, model: Model, world: World): Promise<void> {
  const { browser, yes: isEverywhere } = act;
  const at = browserAt(world, browser, act.instance);
  const [form] = page.forms;
  if (!form?.session) throw new Error('the page that signs out has a session');
  const copy = new Map(at.person.cookies);
  const session = model.sessions[browser];
  const life = lifeOf(model, session);
  const isOther = session?.id !== form.session.id && life !== 'ended';
  const refused = refusalOf({ page, act }, form, world, model);
  const place = await press(at, page.place, 'sign out', isEverywhere ? { everywhere: 'on' } : {});
  at.keep();
  const outcome = outcomeOf(place);
  if (refused) return expect(outcome).toBe(refused);
  if (isOther && life === 'alive') expect(outcome).toBe('sign-out page');
  if (!isOther) expect(outcome).toBe('signed out');
  if (outcome === 'sign-out page')
    return keepPage(model, { place, browser, forms: [{ madeAt: model.now, session, passed: {} }] });
  expect(outcome).toBe('signed out');
  expect(place.text).toContain(
    isEverywhere ? 'on all your other devices within a minute' : 'signed out in this browser',
  );
  if (isEverywhere) model.barriers.user[form.session.user].push(model.now);
  model.sessions[browser] = undefined;
  if (life === 'alive') model.copies.push(copy);
}
