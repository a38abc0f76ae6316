// The sign-in of a device from end to end (RFC 8628).
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { passwordAuthentication } from '../../shared/base/authentication.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { beginDevice, decide, deviceClients, enterCode, poll } from '../support/device.ts';
import { expectFrame, textOf } from '../support/page.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal, expectTokenHeaders, postForm } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { personAt } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

let clock: TestClock;
let person: Person;
let subject: string;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: deviceClients, clock };
});
beforeEach(async () => {
  person = personAt(server);
  ({ subject } = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' }));
});

describe('a device', () => {
  it('gets tokens once the user has allowed it on another device', async () => {
    const { deviceCode, userCode } = await beginDevice(server, { scope: 'openid reports.read' });
    expectRefusal(await poll(server, deviceCode), 'AuthorizationPending', 'Ask again after 5 seconds');
    const question = await enterCode(person, userCode);
    expect([question.status, question.url.pathname]).toEqual([200, '/consent']);
    expectFrame(question, 'en', { formAction: 'any' });
    expect(textOf(question.text)).toContain('Films at home asks for access to your account, on another device.');
    const end = await person.submit(question, 'Allow');
    expect([end.status, end.url.pathname]).toEqual([200, '/device']);
    expectFrame(end, 'en');
    expect(textOf(end.text)).toContain('Your device is connected');
    clock.advance(5);
    const answer = await poll(server, deviceCode);
    expect(answer.status, answer.text).toBe(200);
    expectTokenHeaders(answer);
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid reports.read',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    });
    const now = clock.now() / 1000;
    expect(decodeJwt(answer.json.id_token)).toEqual({
      iss: issuer,
      aud: 'tv',
      sub: subject,
      iat: now,
      exp: now + 3600,
      auth_time: now - 5,
      ...passwordAuthentication,
      at_hash: expect.any(String),
    });
    const refreshed = await postForm(server, '/token', {
      ...{ grant_type: 'refresh_token', refresh_token: answer.json.refresh_token },
      client_id: 'tv',
    });
    expect(refreshed.status, refreshed.text).toBe(200);
  });

  it('learns that the user has denied it', async () => {
    const { deviceCode, userCode } = await beginDevice(server);
    const end = await decide(person, userCode, 'Deny');
    expect(textOf(end.text)).toContain('You denied access');
    expectRefusal(await poll(server, deviceCode), 'AccessDenied', 'The user denied');
  });
});
