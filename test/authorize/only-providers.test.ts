// SIGN_IN=providers, on two instances, and the ways in which this server proves itself to a provider.
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { openOtherServer } from '../support/other-server.ts';
import { openPerson } from '../support/person.ts';
import { postForm, send } from '../support/request.ts';
import { type TestServer, temporaryFile } from '../support/server.ts';
import { authorizePath, expectCode, startSignIn } from '../support/sign-in.ts';
import { openUpstreamProvider, type UpstreamProvider, upstreamClient } from '../support/upstream-provider.ts';

let first: TestServer;
let second: TestServer;
let provider: UpstreamProvider;

beforeAll(async () => {
  first = await startSignIn({ clock: systemClock, isIssuerUrl: true });
  const { json: jwks } = await send(first, '/jwks');
  provider = await openUpstreamProvider([`${first.url}/callback/keyed`], {
    client: { client_secret: undefined, token_endpoint_auth_method: 'private_key_jwt', jwks },
  });
  provider.user = { sub: 'grace', name: 'Grace Hopper', email: 'grace@corp.example' };
  const keyed = {
    id: 'keyed',
    issuer: provider.issuer,
    client_id: upstreamClient.client_id,
    client_authentication: 'private_key_jwt',
  } as const;
  const environment = { ISSUER: first.url, SIGN_IN: 'providers', PROVIDERS_FILE: await temporaryFile([keyed]) };
  second = await startSignIn({ clock: systemClock, environment });
  await addProvider(keyed, first.service);
});
afterAll(async () => {
  await Promise.all([first.close(), second.close(), provider.close()]);
});

describe('a single provider', () => {
  it('is used at once, and no password is taken', async () => {
    const person = openPerson(first.url, [second]);
    const place = await person.open(authorizePath());
    expect(place.url.origin).toBe(provider.issuer);
    expectCode(await person.open((await provider.visit(place.url)).href), undefined, undefined, first.url);
    // With a session, the page offers another account: there is no password form on it, and none is accepted.
    const page = await person.open(authorizePath({ prompt: 'select_account' }));
    expect(page.text).toContain('Continue as');
    expect(page.text).not.toContain('type="password"');
    const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' };
    const sent = await postForm(second, '/sign-in', { form, username: 'ada', password: 'x' }, headers);
    expect([sent.status, sent.json.error_description]).toEqual([400, expect.stringContaining('takes no passwords')]);
  });

  it('signs in by a key of the ring, and on any instance', async () => {
    const person = openPerson(first.url, [first, second]);
    const place = await person.open(authorizePath({ idp: 'keyed' }));
    expectCode(await person.open((await provider.visit(place.url)).href), undefined, undefined, first.url);
  });
});

it('an assertion for Entra is that of an issuer, with the provider as its subject, and of no type of token', async () => {
  const entra = await openOtherServer();
  let assertion = '';
  const documents: Readonly<Record<string, unknown>> = {
    '/.well-known/openid-configuration': {
      issuer: entra.url,
      authorization_endpoint: `${entra.url}/authorize`,
      token_endpoint: `${entra.url}/token`,
      jwks_uri: `${entra.url}/jwks`,
    },
  };
  entra.answer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = new URLSearchParams(Buffer.concat(chunks).toString());
      assertion = sent.get('client_assertion') ?? assertion;
      const document = documents[request.url ?? ''];
      response.writeHead(document ? 200 : 400, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(document ?? { error: 'invalid_client' }));
    });
  });
  const members = { issuer: entra.url, client_id: 'app', client_authentication: 'federated' } as const;
  await addProvider({ id: 'entra', ...members }, first.service);
  await first.service.providers.renewed();
  const person = openPerson(first.url, [first]);
  const { url } = await person.open(authorizePath({ idp: 'entra' }));
  await person.open(
    `/callback/entra?${new URLSearchParams({ code: 'a', state: url.searchParams.get('state') ?? '' })}`,
  );
  const keys = createLocalJWKSet((await send(first, '/jwks')).json as Parameters<typeof createLocalJWKSet>[0]);
  const { payload } = await jwtVerify(assertion, keys);
  expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', kid: expect.any(String) });
  expect(payload).toEqual({
    iss: first.url,
    sub: 'provider:entra',
    aud: 'api://AzureADTokenExchange',
    jti: expect.any(String),
    iat: expect.any(Number),
    nbf: payload.iat,
    exp: Number(payload.iat) + 60,
  });
  // It is no token of this server.
  const bearer = await send(first, '/userinfo', { headers: { Authorization: `Bearer ${assertion}` } });
  expect(bearer.status).toBe(401);
  await entra.close();
});
