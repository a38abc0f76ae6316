// The line to a real table service fails in the middle of sign-in, consent, sign-out and /userinfo: cut, silent or
// throttled. The second error number tells them apart, and Retry-After says when to retry.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { redeem } from '../support/grants.ts';
import { heldDeadlines } from '../support/held-deadlines.js';
import { expectPage, textOf } from '../support/page.ts';
import { formOf, type Person, type Place } from '../support/person.ts';
import { expectRefusal, send, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { adaPassword, addTestUser } from '../support/users.ts';
import { asApp } from './instances.ts';
import { quickTroubles, rowOf, slowTroubles, type Trouble } from './line-troubles.ts';

const troubles = [...quickTroubles, ...slowTroubles].filter(
  // The first call only reads, so a lost answer has the same effect as no answer.
  ({ faults, is }) => is === 'unreached' || faults.includes('answer withheld'),
);

let azurite: Azurite;
let line: StorageLine;
let server: TestServer;
beforeAll(async () => {
  azurite = await startTestAzurite();
  line = await openStorageLine(azurite.connectionString);
  const environment = { STORE: 'table', GRANTS_STORAGE: line.connectionString };
  const deadlines = heldDeadlines();
  line.onSilence(deadlines.pass);
  server = await startServer({ clients: appClients, clock: systemClock, deadlines, environment });
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
  // Reads the barriers, which are then cached for 30 seconds.
  expectCode(await signIn(personAt(server)));
});
afterEach(() => line.settle());
afterAll(async () => {
  await server.close();
  await line.close();
  await azurite.close();
});

/** The result of a POST has no links to other languages. */
const fromForm = { isWithoutChoice: true } as const;

/** Sends a form as a browser does, which prefers HTML. */
async function press(place: Place, button: string, fields: Readonly<Record<string, string>>, { cookies }: Person) {
  const { action, values } = formOf(place.text, button);
  const answer = await send(server, `/${action}`, {
    method: 'POST',
    headers: {
      Accept: 'text/html',
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ ...values, ...fields }).toString(),
  });
  return answer;
}

/** Runs with the faults; waits until the last of them has happened. */
async function over({ faults }: Trouble, request: () => Promise<TestAnswer>): Promise<TestAnswer> {
  const happened = line.expect(faults);
  const answer = await request();
  await happened;
  return answer;
}

function expectFaultPage(answer: TestAnswer, trouble: Trouble, page: Parameters<typeof expectPage>[3] = {}): void {
  expectPage(answer, 'en', 503, page);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  const logged = server.log.at(-1);
  expect(logged).toMatchObject({ outcome: 'fault', error_codes: [50_000, catalogue[rowOf(trouble)].number] });
  expect(textOf(answer.text)).toContain(String(logged?.trace_id));
}

describe.each(troubles)('with the line faults $faults', (trouble) => {
  it('a failed sign-in is shown on a page, and the retry succeeds', async () => {
    const person = personAt(server);
    const page = await person.open(authorizePath());
    const filled = { username: 'ada', password: adaPassword };
    const answer = await over(trouble, () => press(page, 'Sign in', filled, person));
    expectFaultPage(answer, trouble, fromForm);
    expect(answer.text).not.toContain(adaPassword);
    expectCode(await person.submit(page, 'Sign in', filled));
  });

  it('a failed consent is shown on a page, and the retry succeeds', async () => {
    const person = personAt(server);
    const page = await signIn(person, authorizePath({ client_id: 'asking', prompt: 'consent' }));
    expectFaultPage(await over(trouble, () => press(page, 'Allow', {}, person)), trouble, fromForm);
    expectCode(await person.submit(page, 'Allow'));
  });

  it('a request of an app is redirected back to it with the error', async () => {
    const person = personAt(server);
    expectCode(await signIn(person));
    const place = await over(trouble, () => person.open(authorizePath()));
    const told = new URL(place.headers.get('location') ?? '').searchParams;
    expect([place.status, told.get('error'), told.has('code')]).toEqual([303, 'temporarily_unavailable', false]);
    expectCode(await person.open(authorizePath()));
  });

  it('a failed sign-out is not shown as done, and the retry succeeds', async () => {
    const person = personAt(server);
    expectCode(await signIn(person));
    const page = await person.open('/sign-out');
    const answer = await over(trouble, () => press(page, 'Sign out', {}, person));
    expectFaultPage(answer, trouble);
    expect(textOf(answer.text)).toContain('You are still signed in');
    expectCode(await person.open(authorizePath({ prompt: 'none' })));
    expect(textOf((await person.submit(page, 'Sign out')).text)).toContain('You are signed out');
  });

  it('/userinfo says that the same request can be sent again', async () => {
    const { json } = await redeem(server, expectCode(await signIn(personAt(server))), asApp);
    const ask = () => send(server, '/userinfo', { headers: { Authorization: `Bearer ${json.access_token}` } });
    expectRefusal(await over(trouble, ask), rowOf(trouble), 'Send the same request again');
    expect((await ask()).status).toBe(200);
  });
});
