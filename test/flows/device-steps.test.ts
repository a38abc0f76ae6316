// What the requests of a device and of its user pass, step by step, as `explain` lists it.
import { beforeAll, expect, it } from 'vitest';
import { consentEndpoint } from '../../authorize/consent-endpoint.ts';
import { deviceEndpoint } from '../../authorize/device-endpoint.ts';
import { signInEndpoint } from '../../authorize/sign-in-endpoint.ts';
import { deviceAuthorizationEndpoint } from '../../device-authorization/endpoint.ts';
import type { Endpoint } from '../../shared/serving/endpoint.ts';
import { recordSteps } from '../../shared/serving/step-recorder.ts';
import { tokenEndpoint } from '../../token/endpoint.ts';
import { beginDevice, deviceClients, poll } from '../support/device.ts';
import { openPerson } from '../support/person.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const recorder = recordSteps();
const server = useServer({
  clients: deviceClients,
  change: (service) => ({ ...service, observer: recorder.observer }),
});
beforeAll(() => addTestUser(server.service.store, 'ada'));

function listed(endpoint: Endpoint): string {
  const groups: string[] = [];
  let last = '';
  for (const { name, outcome } of recorder.list(endpoint)) {
    if (outcome !== last) groups.push(`${outcome}:`);
    last = outcome;
    groups.push(name.replaceAll(' ', '_'));
  }
  return groups.join(' ');
}

it('each request passes the steps of its endpoint', async () => {
  const { deviceCode, userCode } = await beginDevice(server);
  expect(listed(deviceAuthorizationEndpoint)).toBe(
    'passed: method form client_authentication parameters grant_allowed resource scope new_user_code',
  );
  const token = 'passed: method form grant_type client_authentication grant_allowed parameters device_code owner';
  await poll(server, deviceCode);
  expect(listed(tokenEndpoint)).toBe(
    `${token} failed: decision not reached: resource scope expiry barriers signing write`,
  );
  const person = openPerson(issuer, [server]);
  const page = await person.open('/device');
  await person.submit(page, 'Continue', { user_code: 'BBBB-BBBB' });
  const signIn = await person.submit(page, 'Continue', { user_code: userCode });
  expect(listed(signInEndpoint)).toMatch(/^passed: method form browser device_request client .*resource scope/);
  const question = await person.submit(signIn, 'Sign in', { username: 'ada', password: adaPassword });
  expect(listed(consentEndpoint)).toMatch(
    /^passed: method form browser device_request client .*resource scope .*session/,
  );
  await person.submit(question, 'Allow');
  expect(listed(deviceEndpoint)).toMatch(/^passed: method form browser/);
  expect(server.log.findLast(({ endpoint, decision }) => endpoint === 'consent' && decision)).toMatchObject({
    outcome: 'success',
    client_id: 'tv',
    decision: 'allowed',
    grant_id: expect.any(String),
  });
  await poll(server, deviceCode);
  expect(listed(tokenEndpoint)).toBe(`${token} decision resource scope expiry barriers signing write`);
});
