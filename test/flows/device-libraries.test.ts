// The device authorization grant with client libraries, against a running server.
import * as oauth from 'oauth4webapi';
import * as openidClient from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide, deviceClients, printerSecret, tv } from '../support/device.ts';
import { openPerson, type Person } from '../support/person.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const insecure = { [oauth.allowInsecureRequests]: true };

let sub: string;
let person: Person;
const server = useServer(() => {
  // The libraries compare times with their own clock; polls are never apart by this one.
  const started = Date.now();
  return { clients: deviceClients, clock: { now: () => started }, isIssuerUrl: true };
});
beforeAll(async () => {
  ({ subject: sub } = await addTestUser(server.service.store, 'ada'));
  person = openPerson(server.url, [server]);
});

function discover(id: string, authentication: openidClient.ClientAuth): Promise<openidClient.Configuration> {
  const execute = [openidClient.allowInsecureRequests, openidClient.enableNonRepudiationChecks];
  return openidClient.discovery(new URL(server.url), id, undefined, authentication, { execute });
}

/** Without the interval, which would make the test wait. */
const impatient = (codes: openidClient.DeviceAuthorizationResponse) => ({ ...codes, interval: 0.01 });

describe('openid-client', () => {
  it.each([
    ['tv', openidClient.None()],
    ['printer', openidClient.ClientSecretPost(printerSecret)],
  ] as const)('signs a user in on a device as %s', async (id, authentication) => {
    const config = await discover(id, authentication);
    const codes = await openidClient.initiateDeviceAuthorization(config, { scope: 'openid reports.read' });
    await decide(person, codes.user_code, 'Allow');
    const tokens = await openidClient.pollDeviceAuthorizationGrant(config, impatient(codes));
    expect(tokens.claims()).toMatchObject({ iss: server.url, aud: id, sub, auth_time: expect.any(Number) });
    const refreshed = await openidClient.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.scope).toBe('openid reports.read');
    expect(await openidClient.fetchUserInfo(config, refreshed.access_token, sub)).toMatchObject({ sub });
  });

  it('is told that the user denied it', async () => {
    const config = await discover('tv', openidClient.None());
    const codes = await openidClient.initiateDeviceAuthorization(config, {});
    await decide(person, codes.user_code, 'Deny');
    await expect(openidClient.pollDeviceAuthorizationGrant(config, impatient(codes))).rejects.toMatchObject({
      error: 'access_denied',
      status: 400,
    });
  });

  it('binds the tokens to a key with DPoP', async () => {
    const config = await discover('tv', openidClient.None());
    const key = openidClient.getDPoPHandle(config, await openidClient.randomDPoPKeyPair('ES256'));
    const codes = await openidClient.initiateDeviceAuthorization(config, { scope: 'openid' });
    await decide(person, codes.user_code, 'Allow');
    const tokens = await openidClient.pollDeviceAuthorizationGrant(config, impatient(codes), {}, { DPoP: key });
    expect(tokens.token_type).toBe('dpop');
    await expect(openidClient.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      status: 400,
    });
    const refreshed = await openidClient.refreshTokenGrant(config, tokens.refresh_token ?? '', {}, { DPoP: key });
    expect(refreshed.token_type).toBe('dpop');
  });
});

describe('oauth4webapi', () => {
  it('signs a user in on a device, and tells each answer before that', async () => {
    const url = new URL(server.url);
    const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure));
    const client: oauth.Client = { client_id: tv.client_id };
    const begun = await oauth.deviceAuthorizationRequest(as, client, oauth.None(), { scope: 'openid' }, insecure);
    const codes = await oauth.processDeviceAuthorizationResponse(as, client, begun);
    expect(codes).toMatchObject({ verification_uri: `${server.url}/device`, expires_in: 600, interval: 5 });
    const ask = async () => {
      const answer = await oauth.deviceCodeGrantRequest(as, client, oauth.None(), codes.device_code, insecure);
      return oauth.processDeviceCodeResponse(as, client, answer);
    };
    await expect(ask()).rejects.toMatchObject({ error: 'authorization_pending' });
    await expect(ask()).rejects.toMatchObject({ error: 'slow_down' });
    await decide(person, codes.user_code, 'Allow');
    const tokens = await ask();
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub });
    await expect(ask()).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
