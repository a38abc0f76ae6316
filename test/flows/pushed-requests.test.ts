// Pushed authorization requests at two processes on one Azurite, with no sticky sessions.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { redeem } from '../support/grants.ts';
import { pushedRequest, pushing } from '../support/par.ts';
import { openPerson } from '../support/person.ts';
import { expectRefusal, send } from '../support/request.ts';
import { issuer, openTestService, temporaryFile } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { appClients, expectCode } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';
import { asApp } from './instances.ts';

const clients = [...appClients, pushing];

let azurite: Azurite;
let one: ServiceProcess;
let other: ServiceProcess;
beforeAll(async () => {
  azurite = await startTestAzurite();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  const start = async () => startServiceProcess({ ...environment, CLIENTS_FILE: await temporaryFile(clients) });
  const { store } = await openTestService({ clients, environment });
  await addTestUser(store, 'ada');
  [one, other] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([one.end('SIGINT'), other.end('SIGINT')]);
  await azurite.close();
});

it('gives the sign-in to one of fifty browsers that open one request_uri at once', async () => {
  const path = await pushedRequest(one);
  const callers = Array.from({ length: 50 }, (_, caller) => (caller % 2 === 0 ? one : other));
  const answers = await Promise.all(callers.map((service) => send(service, path)));
  const winners = answers.filter(({ status }) => status === 303);
  expect(winners).toHaveLength(1);
  expect(winners[0]?.headers.get('location')).toMatch(/^https:\/\/issuer\.example\/sign-in\?form=/);
  for (const answer of answers) {
    if (!winners.includes(answer))
      expectRefusal(answer, 'InvalidRequestUri', 'has been used', { isCrossOrigin: false });
  }
});

it('takes a whole sign-in whose every request goes to the other process than the one before', async () => {
  const person = openPerson(issuer, [one, other]);
  const page = await person.open(await pushedRequest(one, { client_id: 'pushing' }));
  const again = await person.open(page.url.href);
  const consent = await person.submit(again, 'Sign in', { username: 'ada', password: adaPassword });
  const code = expectCode(await person.submit(consent, 'Allow'));
  expect((await redeem(one, code, { ...asApp, client_id: 'pushing' })).status).toBe(200);
  // Signed in, the next request of either is answered at once.
  for (const service of [other, one]) expectCode(await person.open(await pushedRequest(service)));
});
