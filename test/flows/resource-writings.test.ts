// A client may send any spelling of a resource that is equivalent under RFC 3986 §6.2; the token contains the registered one.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { api, apiSecret } from '../support/clients.ts';
import { redeem, refresh } from '../support/grants.ts';
import { basic, expectRefusal, postForm, postToken } from '../support/request.ts';
import { issuer, type TestServer } from '../support/server.ts';
import { app, appSecret, authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';

const registered = 'https://mcp.example';
const writings = [
  'https://mcp.example/',
  'HTTPS://MCP.example',
  'https://mcp.example:443/',
  'https://mcp.example/a/..',
];

const client = { ...app, resource: [registered, 'https://files.example/v1/'] };
const machine = {
  client_id: 'machine',
  client_secret: appSecret,
  grant_types: ['client_credentials'],
  scope: 'reports.read',
  default_scope: 'reports.read',
  resource: [registered, 'urn:example:audit', `${issuer.toUpperCase()}/userinfo`],
};
/** A resource server registered with another spelling of its URI. */
const server1 = { ...api, client_id: 'mcp', introspects: ['https://mcp.example/'] };

let server: TestServer;
beforeAll(async () => {
  server = await startSignIn({ clients: [client, machine, server1] });
});
afterAll(() => server.close());

const asMachine = { Authorization: basic('machine', appSecret) };
const asApp = { client_id: 'app', client_secret: appSecret };

async function asItself(...resources: readonly string[]) {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  for (const uri of resources) form.append('resource', uri);
  return postToken(server, form.toString(), asMachine);
}

it.each(writings)('%s is accepted for client_credentials, and its API may introspect the token', async (resource) => {
  const answer = await asItself(resource);
  expect([answer.status, decodeJwt(answer.json.access_token).aud]).toEqual([200, registered]);
  const asked = await postForm(
    server,
    '/introspect',
    { token: answer.json.access_token },
    { Authorization: basic('mcp', apiSecret) },
  );
  expect(asked.json).toMatchObject({ active: true, aud: registered });
});

it.each(writings)('%s is accepted at /authorize, when the code is redeemed, and for a refresh', async (resource) => {
  const person = personAt(server);
  const code = expectCode(await signIn(person, authorizePath({ resource })));
  const redirect_uri = app.redirect_uris[0];
  const redeemed = await redeem(server, code, { ...asApp, redirect_uri, resource: registered });
  expect(decodeJwt(redeemed.json.access_token).aud).toEqual([registered, `${issuer}/userinfo`]);
  const refreshed = await refresh(server, redeemed.json.refresh_token, { ...asApp, resource });
  expect(decodeJwt(refreshed.json.access_token).aud).toEqual([registered, `${issuer}/userinfo`]);
  const other = await refresh(server, refreshed.json.refresh_token, {
    ...asApp,
    resource: 'https://files.example/v1/',
  });
  expectRefusal(other, 'InvalidResource', /is not allowed for this client/);
});

it('several spellings of one resource count as one, and a second resource is refused', async () => {
  expect(decodeJwt((await asItself(registered, ...writings)).json.access_token).aud).toBe(registered);
  expectRefusal(await asItself(...writings, 'urn:example:audit'), 'SeveralResources', /several resources/);
});

it('a URI without an authority is compared character by character', async () => {
  expect(decodeJwt((await asItself('urn:example:audit')).json.access_token).aud).toBe('urn:example:audit');
  for (const uri of ['URN:example:audit', 'urn:EXAMPLE:audit', 'urn:example:%61udit'])
    expectRefusal(await asItself(uri), 'InvalidResource', /is not allowed for this client/);
});

it('client_credentials gets no token for /userinfo, whatever the spelling in the client record', async () => {
  for (const uri of [`${issuer}/userinfo`, `${issuer.toUpperCase()}/userinfo`, `${issuer}:443/userinfo`])
    expectRefusal(await asItself(uri), 'InvalidResource', /is not allowed for this client/);
});
