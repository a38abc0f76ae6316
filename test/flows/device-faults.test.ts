// A store that fails at each call of a device and of its user: nothing is done by halves, and a retry succeeds.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { testClock } from '../support/clock.ts';
import { beginDevice, decide, deviceClients, enterCode, poll } from '../support/device.ts';
import { type Fault, type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { textOf } from '../support/page.ts';
import { openPerson, type Person } from '../support/person.ts';
import { expectRefusal, type TestAnswer } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';

const clock = testClock();
let store: FaultyStore;
let server: TestServer;
let person: Person;
beforeAll(async () => {
  store = faultyStore(memoryStore(clock));
  const barriers = openBarriers({ store: memoryStore(clock), clock });
  server = await startServer({ clients: deviceClients, clock, change: (service) => ({ ...service, store, barriers }) });
  await addTestUser(store, 'ada');
});
afterAll(() => server.close());
beforeEach(() => {
  // The device requests of a window are limited by address.
  clock.advance(3600);
  person = openPerson(issuer, [server]);
});

/** The first of these calls succeed. */
const failing = (index: number, fault: Fault): readonly Fault[] => [...Array<Fault>(index).fill('none'), fault];

function expectFault(answer: TestAnswer): void {
  expectRefusal(answer, 'StoreUnavailable', 'Send the same request again', { isCrossOrigin: true });
}

describe.each(['unreached', 'answer lost'] as const)('a call that is %s', (fault) => {
  it('is answered 503 at each poll before the decision, and the next poll is right', async () => {
    for (const call of [0, 1]) {
      const { deviceCode } = await beginDevice(server);
      store.expect(failing(call, fault));
      expectFault(await poll(server, deviceCode));
      clock.advance(10);
      expectRefusal(await poll(server, deviceCode), 'AuthorizationPending', 'not decided');
    }
  });

  it('is answered 503 at the poll that would get tokens: a device code is used up only by the write', async () => {
    for (const call of [0, 1]) {
      const { deviceCode, userCode } = await beginDevice(server);
      await decide(person, userCode, 'Allow');
      store.expect(failing(call, fault));
      expectFault(await poll(server, deviceCode));
      const again = await poll(server, deviceCode);
      if (call === 1 && fault === 'answer lost') expectRefusal(again, 'CodeAlreadyRedeemed', 'a moment ago');
      else expect(again.status, again.text).toBe(200);
    }
  });

  it('shows a page at each call of a decision, which the user can make again or has made', async () => {
    for (const [call, button] of [0, 1, 2].flatMap((each) => [[each, 'Allow'] as const, [each, 'Deny'] as const])) {
      const { deviceCode, userCode } = await beginDevice(server);
      const question = await enterCode(person, userCode);
      store.expect(failing(call, fault));
      const failed = await person.submit(question, button);
      expect([call, button, failed.status]).toEqual([call, button, 503]);
      const again = await person.submit(question, button);
      const isMade = again.status === 400;
      expect(isMade).toBe(call === 2 && fault === 'answer lost');
      if (isMade) expectRefusal(again, 'DeviceAlreadyDecided', 'made already', { isCrossOrigin: false });
      const { status, json } = await poll(server, deviceCode);
      expect([status, json.error]).toEqual(button === 'Allow' ? [200, undefined] : [400, 'access_denied']);
    }
  });

  it('is no guess at the page for the code', async () => {
    const { userCode } = await beginDevice(server);
    for (let failures = 0; failures < 12; failures += 1) {
      const page = await person.open('/device');
      store.expect([fault]);
      expect((await person.submit(page, 'Continue', { user_code: 'BBBB-BBBB' })).status).toBe(503);
    }
    const next = await person.submit(await person.open('/device'), 'Continue', { user_code: userCode });
    expect(next.url.pathname).toBe('/sign-in');
  });
});

describe('a call that the SDK repeats after a lost answer', () => {
  it('counts once: the decision and the redemption', async () => {
    const { deviceCode, userCode } = await beginDevice(server);
    const question = await enterCode(person, userCode);
    store.expect(failing(2, 'repeated'));
    expect(textOf((await person.submit(question, 'Allow')).text)).toContain('Your device is connected');
    store.expect(failing(1, 'repeated'));
    expect((await poll(server, deviceCode)).status).toBe(200);
  });
});
