// Request objects of a client whose keys are behind its jwks_uri.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { newTestKey } from '../support/assertions.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { pushedPath } from '../support/par.ts';
import { postForm, send } from '../support/request.ts';
import { requestKey, signedPath, signRequest } from '../support/request-objects.ts';
import { app, appSecret } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';

let ofClient: OtherServer;
let gone: OtherServer;
const server = useServer(async () => {
  [ofClient, gone] = [await openOtherServer(), await openOtherServer()];
  ofClient.publish({ '/jwks': { keys: [{ ...requestKey.jwk, kid: 'a' }] } });
  const fetching = { ...app, client_id: 'fetching', jwks_uri: `${ofClient.url}/jwks` };
  const strict = { ...fetching, client_id: 'strict', require_signed_request_object: true };
  const lost = { ...app, client_id: 'lost', jwks_uri: `${gone.url}/jwks`, require_signed_request_object: true };
  // Http and loopback are for an issuer on loopback only.
  return { clients: [fetching, strict, lost], clock: systemClock, isIssuerUrl: true };
});
beforeAll(() => gone.close());
afterAll(() => ofClient.close());

async function path(clientId: string, key = requestKey): Promise<string> {
  const claims = { iss: clientId, client_id: clientId, aud: server.url };
  const request = await signRequest(Math.floor(Date.now() / 1000), { claims, header: { kid: 'a' }, key });
  return signedPath(request, { client_id: clientId });
}

it('are verified with the keys that are fetched there, once', async () => {
  for (let times = 0; times < 3; times += 1) {
    const { status, headers } = await send(server, await path('fetching'));
    expect([status, headers.get('location')]).toEqual([303, expect.stringContaining(`${server.url}/sign-in?form=`)]);
  }
  const { json } = await send(server, await path('fetching', newTestKey('ES256')));
  expect(json.error_description).toContain('is not signed with a key of the client');
  expect(ofClient.requests).toEqual(['/jwks']);
});

it('are taken at /par too, from a client that must sign', async () => {
  const claims = { iss: 'strict', client_id: 'strict', aud: server.url };
  const request = await signRequest(Math.floor(Date.now() / 1000), { claims, header: { kid: 'a' } });
  const form = new URLSearchParams({ client_id: 'strict', client_secret: appSecret, request });
  const { status, json } = await postForm(server, '/par', form.toString());
  expect([status, json]).toEqual([201, { request_uri: expect.any(String), expires_in: 90 }]);
  const { headers } = await send(server, pushedPath(json.request_uri, 'strict'));
  expect(headers.get('location')).toContain(`${server.url}/sign-in?form=`);
});

it('are refused when the keys cannot be fetched, with the reason', async () => {
  const { status, json } = await send(server, await path('lost'));
  expect([status, json.error]).toEqual([400, 'invalid_request_object']);
  expect(json.error_description).toContain('the keys of the client cannot be fetched from its jwks_uri');
});
