// Events in the sessions of users: each command sends a request, and compares the response with the model.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { OperatorStore } from '../../../cli/deployment/operator-store.ts';
import { changeAndEnd, changeStoredUser } from '../../../cli/users/change-user.ts';
import { withdrawConsent } from '../../../shared/clients/consents.ts';
import { raiseBarrier } from '../../../shared/grants/barriers.ts';
import { openPerson } from '../../support/person.ts';
import { issuer } from '../../support/server.ts';
import { authorizePath } from '../../support/sign-in.ts';
import { passwordRecord } from '../../support/users.ts';
import { openAgain } from './session-addresses.ts';
import { arrive, browserAt, keepPage, outcomeOf, pathOf } from './session-browser.ts';
import {
  type Asked,
  type AskingRecord,
  type ClientId,
  lifeOf,
  type Model,
  outcomesOf,
  passwords,
  type Username,
  users,
} from './session-model.ts';
import { type Act, actOn } from './session-pages.ts';
import type { World } from './session-world.ts';

type Command = fc.AsyncCommand<Model, World>;

/** A second passes before each, so that none falls into the second of another's barrier. */
function command(says: string, run: (model: Model, world: World) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => says,
    async run(model, world) {
      pass(1, model, world);
      await run(model, world);
      await expectCopiesDead(model, world);
    },
  };
}

function pass(seconds: number, model: Model, { clock }: World): void {
  clock.advance(seconds);
  model.now += seconds;
}

async function expectCopiesDead({ copies }: Model, { servers }: World): Promise<void> {
  const [latest] = copies.slice(-1);
  if (!latest) return;
  for (const server of servers) {
    const person = openPerson(issuer, [server]);
    for (const [name, value] of latest) person.cookies.set(name, value);
    expect(outcomeOf(await person.open(authorizePath({ prompt: 'none' })))).toBe('login_required');
  }
}

const opening = (asked: Asked, act: Act, goesOn: boolean): Command =>
  command(`opens ${JSON.stringify({ ...asked, ...act, goesOn })}`, async (model, world) => {
    const { browser, instance } = act;
    const at = browserAt(world, browser, instance);
    const place = await at.person.open(await pathOf(asked, world));
    at.keep();
    expect(outcomesOf(model, browser, asked)).toContain(outcomeOf(place));
    await arrive(place, { browser, asked }, model, world);
    const [page] = model.pages;
    if (goesOn && page?.place === place) await actOn(page, act, model, world);
  });

const acting = (index: number, act: Act, isOwn: boolean): Command =>
  command(`acts on page ${index}: ${JSON.stringify({ ...act, isOwn })}`, async (model, world) => {
    const page = model.pages[index % Math.max(1, model.pages.length)];
    if (page) await actOn(page, isOwn ? { ...act, browser: page.browser } : act, model, world);
  });

/** Of the page in Latvian, which is come to by GET. */
const translating = (index: number, instance: number): Command =>
  command(`opens page ${index} in Latvian at ${instance}`, async (model, world) => {
    const page = model.pages[index % Math.max(1, model.pages.length)];
    if (page?.asked) await openAgain(page, page.asked, instance, model, world);
  });

const guessing = (act: Act, times: number): Command =>
  command(`guesses ${times} times: ${JSON.stringify(act)}`, async (model, world) => {
    const at = browserAt(world, act.browser, act.instance);
    const asked = { client: 'app', prompt: 'login' } as const;
    const place = await at.person.open(await pathOf(asked, world));
    at.keep();
    await arrive(place, { browser: act.browser, asked }, model, world);
    const [page] = model.pages;
    const wrong = 1 - model.accounts[act.user].password;
    for (let time = 0; page && time < times; time += 1) await actOn(page, { ...act, password: wrong }, model, world);
  });

const leaving = (act: Act, goesOn: boolean): Command =>
  command(`signs out: ${JSON.stringify({ ...act, goesOn })}`, async (model, world) => {
    const { browser, instance } = act;
    const at = browserAt(world, browser, instance);
    const session = model.sessions[browser];
    const life = lifeOf(model, session);
    const place = await at.person.open('/sign-out');
    at.keep();
    const outcome = outcomeOf(place);
    expect(['sign-out page', 'signed out']).toContain(outcome);
    if (life !== 'open') expect(outcome === 'sign-out page').toBe(life === 'alive');
    keepPage(model, { place, browser, forms: [{ madeAt: model.now, session, passed: {} }] });
    const [page] = model.pages;
    if (goesOn && page?.place === place) await actOn(page, act, model, world);
  });

const passing = (seconds: number): Command =>
  command(`${seconds} s pass`, async (model, world) => pass(seconds - 1, model, world));

const changing = (record: AskingRecord): Command =>
  command(`the record of the client changes: ${JSON.stringify(record)}`, async (model, world) => {
    await world.change(record);
    for (const known of model.records) known.until = Math.min(known.until, model.now);
    model.records.push({ record, until: Number.POSITIVE_INFINITY });
  });

/** As the command line does it: a barrier before the change, and one after it. */
const operating = (does: 'disable' | 'enable' | 'set-password' | 'withdraw', user: Username): Command =>
  command(`the operator: ${does} ${user}`, async (model, { store, subject, consented }) => {
    // The commands need no settings.
    const opened = { store } as OperatorStore;
    const account = model.accounts[user];
    if (does === 'withdraw') {
      const target = { clientId: 'asking', subject: subject(user) };
      await raiseBarrier(target, store);
      await withdrawConsent(subject(user), 'asking', store);
      await raiseBarrier(target, store);
      account.consented = await consented(user);
      expect(account.consented).toEqual([]);
      model.barriers.asking[user].push(model.now);
      return;
    }
    if (does === 'enable') {
      await changeStoredUser(user, opened, { disabled: false });
      account.isDisabled = false;
      return;
    }
    if (does === 'disable') account.isDisabled = true;
    else account.password = 1 - account.password;
    const password = records[account.password];
    await changeAndEnd(user, opened, does === 'disable' || !password ? { disabled: true } : { password });
    model.barriers.user[user].push(model.now);
  });

const records = passwords.map(passwordRecord);

const act: fc.Arbitrary<Act> = fc.record({
  browser: fc.nat(1),
  instance: fc.nat(1),
  yes: fc.boolean(),
  user: fc.constantFrom('ada', 'ada', 'grace'),
  password: fc.constantFrom(0, 0, 1),
});
const asked: fc.Arbitrary<Asked> = fc
  .record({
    client: fc.constantFrom<ClientId[]>('app', 'asking', 'asking', 'asking', 'desktop'),
    prompt: fc.constantFrom(
      undefined,
      undefined,
      'none',
      'none',
      'login',
      'consent',
      'select_account',
      'login consent',
    ),
    maxAge: fc.constantFrom(undefined, undefined, undefined, 0, 50, 5_000),
    hint: fc.constantFrom(undefined, undefined, undefined, ...users, 'ada@APP.example', 'grace@app.example'),
    idTokenHint: fc.constantFrom(undefined, undefined, undefined, ...users),
    scope: fc.constantFrom(undefined, undefined, undefined, 'openid reports.read', 'reports.read reports.write'),
    resource: fc.constantFrom(undefined, undefined, 'https://reports.example', 'https://files.example'),
  })
  .map((drawn) =>
    drawn.client === 'desktop'
      ? { ...drawn, scope: drawn.scope?.includes('write') ? undefined : drawn.scope, resource: undefined }
      : drawn,
  );

const open = fc.tuple(asked, act, fc.boolean()).map((all) => opening(...all));
const goOn = fc.tuple(fc.constantFrom(0, 0, 0, 1, 2, 5), act, fc.constantFrom(true, true, true, false));
const proceed = goOn.map((all) => acting(...all));
const translate = fc.tuple(fc.constantFrom(0, 0, 1, 3), fc.nat(1)).map((all) => translating(...all));
const guess = fc.tuple(act, fc.constantFrom(2, 9, 11)).map((all) => guessing(...all));
const leave = fc.tuple(act, fc.boolean()).map((all) => leaving(...all));
const operate = fc
  .tuple(fc.constantFrom('disable', 'enable', 'enable', 'set-password', 'withdraw'), fc.constantFrom(...users))
  .map(([does, user]) => operating(does as 'enable', user));
const change = fc
  .record({
    consent: fc.constantFrom(true, true, false),
    scope: fc.constantFrom('reports.read', 'reports.write', 'reports.read reports.write'),
  })
  .map(changing);
const wait = fc.constantFrom(1, 28, 30, 58, 60, 61, 300, 1_790, 3_600, 28_000, 28_799, 57_600).map(passing);

const signIn = { browser: 0, instance: 0, yes: true, user: 'ada', password: 0 } as const;

/** A sign-in to begin with, so that most lives have something to lose. */
export const firstSignIn = opening({ client: 'app' }, signIn, true);

/** A command occurs several times in the list to be drawn more often. */
export const commands = [
  ...[open, open, open, open, open, proceed, proceed, proceed, proceed, translate],
  ...[guess, leave, operate, change, change, wait, wait],
];
