// Devices, their users and the clock in any order, compared with what RFC 8628 says, at two instances on one store.
import fc from 'fast-check';
import { afterAll, beforeAll, it } from 'vitest';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { askForCodes, deviceClients, enterCode, poll } from '../support/device.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';

const isLong = Boolean(process.env.LONG);

/** What is known of one device. Times are seconds since its request. */
interface Model {
  age: number;
  decision: 'allowed' | 'denied' | undefined;
  redeemedAt: number | undefined;
  lastPoll: { readonly at: number; readonly interval: number } | undefined;
}

interface Real {
  readonly servers: readonly TestServer[];
  readonly clock: TestClock;
  readonly person: Person;
  readonly deviceCode: string;
  readonly question: Place;
}

const lifetime = 600;

function expectedPoll(model: Model): string {
  const { age, decision, redeemedAt } = model;
  if (decision === 'denied') return 'access_denied';
  if (decision === 'allowed') {
    if (redeemedAt !== undefined) return 'invalid_grant';
    if (age >= lifetime) return 'expired_token';
    model.redeemedAt = age;
    return 'tokens';
  }
  if (age >= lifetime) return 'expired_token';
  const { at, interval } = model.lastPoll ?? { at: Number.NEGATIVE_INFINITY, interval: 5 };
  const isTooFast = age - at < interval - 1;
  // At the longest interval nothing is written.
  if (!isTooFast || interval < 60) {
    model.lastPoll = { at: age, interval: Math.min(interval + (isTooFast ? 5 : 0), 60) };
  }
  return isTooFast ? 'slow_down' : 'authorization_pending';
}

class Poll implements fc.AsyncCommand<Model, Real> {
  readonly instance: number;
  constructor(instance: number) {
    this.instance = instance;
  }
  check = () => true;
  async run(model: Model, { servers, deviceCode }: Real) {
    const [server = servers[0]] = servers.slice(this.instance);
    const { status, json } = await poll(server ?? { url: '' }, deviceCode);
    const got = status === 200 ? 'tokens' : json.error;
    const expected = expectedPoll(model);
    if (got !== expected) throw new Error(`the poll got ${got}, not ${expected}: ${JSON.stringify(model)}`);
  }
  toString = () => `poll at ${this.instance}`;
}

class Decide implements fc.AsyncCommand<Model, Real> {
  readonly decision: 'Allow' | 'Deny';
  constructor(decision: 'Allow' | 'Deny') {
    this.decision = decision;
  }
  check = () => true;
  async run(model: Model, { person, question }: Real) {
    const place = await person.submit(question, this.decision);
    const isTaken = place.status === 200 && place.url.searchParams.has('form');
    const isPossible = model.decision === undefined && model.age < lifetime;
    if (isTaken !== isPossible) throw new Error(`${this.decision}: ${place.status} ${place.text}`);
    if (isPossible) model.decision = this.decision === 'Allow' ? 'allowed' : 'denied';
  }
  toString = () => this.decision;
}

class Wait implements fc.AsyncCommand<Model, Real> {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check = () => true;
  async run(model: Model, { clock }: Real) {
    clock.advance(this.seconds);
    model.age += this.seconds;
  }
  toString = () => `wait ${this.seconds}`;
}

const commands = [
  fc.nat({ max: 1 }).map((instance) => new Poll(instance)),
  fc.nat({ max: 1 }).map((instance) => new Poll(instance)),
  fc.constantFrom('Allow' as const, 'Deny' as const).map((decision) => new Decide(decision)),
  fc.constantFrom(1, 3, 4, 5, 9, 10, 11, 30, 120, 400).map((seconds) => new Wait(seconds)),
];

let clock: TestClock;
let servers: TestServer[];
beforeAll(async () => {
  clock = testClock();
  const store: Store = memoryStore(clock);
  const start = () => startServer({ clients: deviceClients, clock, change: (service) => ({ ...service, store }) });
  servers = await Promise.all([start(), start()]);
  await addTestUser(store, 'ada');
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

it('a device gets what its user has decided, once, whatever the order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 25, size: 'max' }), async (events) => {
      // The device requests of a window are limited by address.
      clock.advance(3600);
      await fc.asyncModelRun(async () => {
        const person = openPerson(issuer, servers);
        const { json } = await askForCodes(servers[0] ?? { url: '' });
        const question = await enterCode(person, json.user_code);
        const model: Model = {
          age: 0,
          decision: undefined,
          redeemedAt: undefined,
          lastPoll: undefined,
        };
        return { model, real: { servers, clock, person, deviceCode: json.device_code, question } };
      }, events);
    }),
    { numRuns: isLong ? 400 : 25 },
  );
});
