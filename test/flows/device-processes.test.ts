// A device and the browser of its user at two processes on one Azurite.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { beginDevice, decide, deviceClients, enterCode, poll } from '../support/device.ts';
import { openPerson, type Person } from '../support/person.ts';
import { expectRefusal, postForm } from '../support/request.ts';
import { issuer, temporaryFile } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { claimUpkeep } from '../support/upkeep.ts';
import { addTestUser } from '../support/users.ts';

const crowd = 50;

let azurite: Azurite;
let one: ServiceProcess;
let other: ServiceProcess;
let person: Person;

async function start(): Promise<ServiceProcess> {
  return startServiceProcess({
    STORE: 'table',
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile(deviceClients),
  });
}

beforeAll(async () => {
  azurite = await startTestAzurite();
  const store = await openTestStore(azurite);
  await claimUpkeep(store);
  await addTestUser(store, 'ada');
  [one, other] = await Promise.all([start(), start()]);
  person = openPerson(issuer, [one, other]);
});
afterAll(async () => {
  await Promise.all([one.end('SIGINT'), other.end('SIGINT')]);
  await azurite.close();
});

const pollAtBoth = (deviceCode: string) =>
  Promise.all(Array.from({ length: crowd }, (_, caller) => poll(caller % 2 === 0 ? one : other, deviceCode)));

describe('two processes', () => {
  it('tell a device at one of them what the user has decided at the other', async () => {
    const { deviceCode, userCode } = await beginDevice(one);
    expectRefusal(await poll(other, deviceCode), 'AuthorizationPending', 'after 5 seconds');
    await decide(person, userCode, 'Deny');
    for (const service of [one, other]) expectRefusal(await poll(service, deviceCode), 'AccessDenied', 'denied');
  });

  it('give tokens to one of fifty polls only, which work at both', async () => {
    const { deviceCode, userCode } = await beginDevice(other, { scope: 'openid reports.read' });
    await decide(person, userCode, 'Allow');
    const answers = await pollAtBoth(deviceCode);
    const [winner, ...others] = answers.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    for (const answer of answers) if (answer !== winner) expectRefusal(answer, 'CodeAlreadyRedeemed', 'redeemed');
    for (const service of [one, other]) {
      const bearer = { Authorization: `Bearer ${winner?.json.access_token}` };
      expect((await postForm(service, '/userinfo', {}, bearer)).json).toMatchObject({ sub: expect.any(String) });
    }
    const refresh = { grant_type: 'refresh_token', refresh_token: winner?.json.refresh_token, client_id: 'tv' };
    expect((await postForm(one, '/token', refresh)).status).toBe(200);
  });

  it('tell each of fifty polls at once to go on or to slow down', async () => {
    const { deviceCode } = await beginDevice(one);
    const errors = (await pollAtBoth(deviceCode)).map(({ json }) => json.error);
    expect(errors).toContain('authorization_pending');
    for (const error of errors) expect(['authorization_pending', 'slow_down']).toContain(error);
  });

  it('keep one of two decisions at once', async () => {
    const { deviceCode, userCode } = await beginDevice(one);
    const question = await enterCode(person, userCode);
    const places = await Promise.all(
      ['Allow', 'Deny'].map((decision, index) => {
        const tab = openPerson(issuer, [index === 0 ? one : other]);
        for (const [name, value] of person.cookies) tab.cookies.set(name, value);
        return tab.submit(question, decision);
      }),
    );
    const [allowed, denied] = places.map(({ url }) => url.pathname === '/device');
    expect([allowed, denied].filter(Boolean)).toHaveLength(1);
    expect((await poll(other, deviceCode)).status).toBe(allowed ? 200 : 400);
  });
});
