// What can happen to the sessions of a user: each command asks an instance, and holds the answer against the model.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { OperatorStore } from '../../cli/operator-store.ts';
import { changeAndEnd, changeStoredUser } from '../../cli/users/change-user.ts';
import { raiseBarrier } from '../../shared/records/barriers.ts';
import { withdrawConsent } from '../../shared/records/consents.ts';
import { redeem } from './grants.ts';
import { asApp } from './instances.ts';
import { textOf } from './page.ts';
import { openPerson, type Place } from './person.ts';
import { issuer } from './server.ts';
import {
  type ClientId,
  lifeOf,
  type Model,
  type Outcome,
  outcomesOf,
  type Prompt,
  passwords,
  signedIn,
  used,
} from './session-model.ts';
import type { World } from './session-world.ts';
import { authorizePath } from './sign-in.ts';
import { passwordRecord } from './users.ts';

type Command = fc.AsyncCommand<Model, World>;

/** A second passes before each, so that none falls into the second of another's barrier. */
function command(says: string, run: (model: Model, world: World) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => says,
    async run(model, world) {
      world.clock.advance(1);
      model.now += 1;
      await run(model, world);
      await expectCopiesDead(model, world);
    },
  };
}

/** A browser whose first request goes to that instance, and the next one to the other. */
function browserAt(world: World, browser: number, instance: number) {
  const person = openPerson(issuer, instance === 0 ? world.servers : [...world.servers].reverse());
  const jar = world.jars[browser] ?? new Map();
  for (const [name, value] of jar) person.cookies.set(name, value);
  return { person, keep: () => world.jars.splice(browser, 1, new Map(person.cookies)) };
}

function outcomeOf({ url, text, status }: Place): Outcome | string {
  const told = url.searchParams.get('error');
  if (told !== null) return told;
  if (url.searchParams.has('code')) return 'code';
  if (textOf(text).includes('asks for access')) return 'consent page';
  if (textOf(text).includes('Continue as')) return 'account page';
  return status === 200 && textOf(text).includes('Password') ? 'sign-in page' : text;
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

const opening = (browser: number, instance: number, client: ClientId, prompt: Prompt, isAllowed: boolean): Command =>
  command(
    `browser ${browser} at ${instance}: ${client}, prompt ${prompt}, allows: ${isAllowed}`,
    async (model, world) => {
      const { person, keep } = browserAt(world, browser, instance);
      const place = await person.open(authorizePath({ client_id: client, prompt }));
      const outcome = outcomeOf(place);
      expect(outcomesOf(model, browser, client, prompt)).toContain(outcome);
      if (outcome === 'code') await expectCode(place, client, model, world, browser);
      if (outcome === 'account page' || outcome === 'consent page') used(model, browser);
      if (outcome === 'consent page') await decide(place);
      keep();

      async function decide(page: Place): Promise<void> {
        const life = lifeOf(model, browser, client);
        const decided = await person.submit(page, isAllowed ? 'Allow' : 'Do not allow');
        const came = outcomeOf(decided);
        const done: Outcome = isAllowed ? 'code' : 'access_denied';
        // With a session that counts no longer for the client the decision stands, and a sign-in is asked for.
        expect(life === 'alive' ? [done] : [done, 'sign-in page']).toContain(came);
        const isUserKnown = came === done || life === 'alive';
        if (isAllowed && client === 'asking') await learnConsent(isUserKnown, model, world);
        if (came === 'code') await expectCode(decided, client, model, world, browser);
      }
    },
  );

/** What an instance that knew of an end has done with the yes is looked up: it is not wrong either way. */
async function learnConsent(isKnown: boolean, model: Model, world: World): Promise<void> {
  const hasConsented = await world.hasConsented();
  if (isKnown) expect(hasConsented).toBe(true);
  model.hasConsented = hasConsented;
}

async function expectCode(place: Place, client: ClientId, model: Model, world: World, browser: number): Promise<void> {
  const life = lifeOf(model, browser, client);
  used(model, browser);
  const code = place.url.searchParams.get('code') ?? '';
  const [one, other] = world.servers;
  const answers = [await redeem(one, code, { ...asApp, client_id: client })];
  answers.push(await redeem(other, code, { ...asApp, client_id: client }));
  const statuses = answers.map(({ status }) => status);
  // Once; or not at all, or at the other one, where an end is known already.
  if (life === 'alive') expect(statuses).toEqual([200, 400]);
  else expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
}

const signingIn = (browser: number, instance: number, password: number): Command =>
  command(`browser ${browser} at ${instance}: signs in with password ${password}`, async (model, world) => {
    const { person, keep } = browserAt(world, browser, instance);
    world.forgive();
    const page = await person.open(authorizePath({ prompt: 'login' }));
    const place = await person.submit(page, 'Sign in', { username: 'ada', password: passwords[password] ?? '' });
    keep();
    if (model.isDisabled || password !== model.password) {
      expect([place.status, textOf(place.text).includes('is wrong.')], place.text).toEqual([400, true]);
      return;
    }
    signedIn(model, browser);
    expect(outcomeOf(place)).toBe('code');
    await expectCode(place, 'app', model, world, browser);
  });

const signingOut = (browser: number, instance: number, isEverywhere: boolean): Command =>
  command(`browser ${browser} at ${instance}: signs out, everywhere: ${isEverywhere}`, async (model, world) => {
    const { person, keep } = browserAt(world, browser, instance);
    const copy = new Map(person.cookies);
    const life = lifeOf(model, browser);
    const page = await person.open('/sign-out');
    const hasForm = page.text.includes('<form');
    if (life !== 'open') expect(hasForm).toBe(life === 'alive');
    if (!hasForm) return;
    const out = await person.submit(page, 'Sign out', isEverywhere ? { everywhere: 'on' } : {});
    keep();
    const text = textOf(out.text);
    // The other instance may know of an end that the first one did not.
    if (life === 'alive')
      expect(text).toContain(isEverywhere ? 'signed out on all devices' : 'signed out in this browser');
    expect(text).toContain('You are signed out');
    if (isEverywhere && text.includes('on all devices')) model.barriers.user.push(model.now);
    model.sessions[browser] = undefined;
    if (life === 'alive') model.copies.push(copy);
  });

const passing = (seconds: number): Command =>
  command(`${seconds} s pass`, async (model, { clock }) => {
    clock.advance(seconds);
    model.now += seconds;
  });

/** As the command line does it: a barrier before the change, and one after it. */
const operating = (does: 'disable' | 'enable' | 'set-password' | 'withdraw'): Command =>
  command(`the operator: ${does}`, async (model, { store, subject }) => {
    // The commands need no settings.
    const opened = { store } as OperatorStore;
    if (does === 'withdraw') {
      const target = { clientId: 'asking', subject: subject() };
      await raiseBarrier(target, store);
      await withdrawConsent(subject(), 'asking', store);
      await raiseBarrier(target, store);
      model.hasConsented = false;
      model.barriers.asking.push(model.now);
      return;
    }
    if (does === 'enable') {
      await changeStoredUser('ada', opened, { disabled: false });
      model.isDisabled = false;
      return;
    }
    if (does === 'disable') model.isDisabled = true;
    else model.password = 1 - model.password;
    const change = does === 'disable' ? { disabled: true } : { password: records[model.password] };
    await changeAndEnd('ada', opened, change as Parameters<typeof changeAndEnd>[2]);
    model.barriers.user.push(model.now);
  });

const records = passwords.map(passwordRecord);

const browser = fc.nat(1);
const instance = fc.nat(1);
const prompt = fc.constantFrom<Prompt[]>(undefined, undefined, 'none', 'none', 'login', 'consent', 'select_account');
const client = fc.constantFrom<ClientId[]>('app', 'asking');

const open = fc.tuple(browser, instance, client, prompt, fc.boolean()).map((all) => opening(...all));
const enter = fc.tuple(browser, instance, fc.nat(1)).map((all) => signingIn(...all));
const leave = fc.tuple(browser, instance, fc.boolean()).map((all) => signingOut(...all));
const operate = fc
  .constantFrom('disable', 'enable', 'enable', 'set-password', 'withdraw')
  .map((does) => operating(does as 'enable'));
const pass = fc.constantFrom(1, 28, 30, 58, 60, 61, 3_600, 28_000, 28_799, 57_600).map(passing);

/** A sign-in to begin with, so that most lives have something to lose. */
export const firstSignIn = signingIn(0, 0, 0);

/** One of a kind stands for each time that it is to happen more often than the others. */
export const commands = [open, open, open, enter, enter, leave, operate, pass, pass];
