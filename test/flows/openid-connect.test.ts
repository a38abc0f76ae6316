// OpenID Connect from end to end: openid-client is the relying party, a person signs in, and what is told of them is held
// against OpenID Connect Core.
import { decodeJwt } from 'jose';
import * as openidClient from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { openPerson, type Person } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { app, appSecret, desktop, signIn } from '../support/sign-in.ts';
import { addTestUser } from '../support/users.ts';

/** Signs users in, calls no API, and wants its id tokens by another algorithm. */
const site = {
  ...app,
  client_id: 'site',
  redirect_uris: ['https://site.example/callback'],
  scope: 'openid profile email',
  default_scope: 'openid',
  resource: [],
  id_token_signed_response_alg: 'ES256',
};

let server: TestServer;
let sub: string;
beforeAll(async () => {
  server = await startServer({ clients: [app, desktop, site], clock: systemClock, isIssuerUrl: true });
  const details = { name: 'Ada Lovelace', email: 'ada@people.example', email_verified: true };
  sub = (await addTestUser(server.service.store, 'ada', details)).subject;
});
afterAll(() => server.close());

interface App {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly alg: 'RS256' | 'ES256';
  readonly isPublic?: true;
  readonly scope: string;
}

const apps: readonly App[] = [
  {
    client_id: 'app',
    redirect_uri: 'https://app.example/callback',
    alg: 'RS256',
    scope: 'openid profile reports.read',
  },
  { client_id: 'site', redirect_uri: 'https://site.example/callback', alg: 'ES256', scope: 'openid email' },
  // On a port that was free.
  {
    client_id: 'desktop',
    redirect_uri: 'http://127.0.0.1:51004/callback',
    alg: 'RS256',
    isPublic: true,
    scope: 'openid reports.read',
  },
];

function discover({ client_id, alg, isPublic }: App): Promise<openidClient.Configuration> {
  const authentication = isPublic ? openidClient.None() : openidClient.ClientSecretBasic(appSecret);
  const execute = [openidClient.allowInsecureRequests, openidClient.enableNonRepudiationChecks];
  const metadata = { id_token_signed_response_alg: alg };
  return openidClient.discovery(new URL(server.url), client_id, metadata, authentication, { execute });
}

interface SignedIn {
  readonly configuration: openidClient.Configuration;
  readonly tokens: openidClient.TokenEndpointResponse & openidClient.TokenEndpointResponseHelpers;
  readonly nonce: string;
}

async function signInTo(relying: App, person: Person, parameters: Record<string, string> = {}): Promise<SignedIn> {
  const configuration = await discover(relying);
  const pkceCodeVerifier = openidClient.randomPKCECodeVerifier();
  const [state, nonce] = [openidClient.randomState(), openidClient.randomNonce()];
  const address = openidClient.buildAuthorizationUrl(configuration, {
    redirect_uri: relying.redirect_uri,
    scope: relying.scope,
    code_challenge: await openidClient.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...parameters,
  });
  const place = await signIn(person, address.href);
  expect(place.url.href.startsWith(relying.redirect_uri), place.text).toBe(true);
  const checks = { pkceCodeVerifier, expectedState: state, expectedNonce: nonce, maxAge: 60, idTokenExpected: true };
  return { configuration, tokens: await openidClient.authorizationCodeGrant(configuration, place.url, checks), nonce };
}

const someone = () => openPerson(server.url, [server]);

describe.each(apps)('a person signs in to $client_id', (relying) => {
  it('whose id token, refreshed id token and /userinfo agree', async () => {
    const { configuration, tokens, nonce } = await signInTo(relying, someone());
    const claims = tokens.claims();
    expect(claims).toMatchObject({ iss: server.url, sub, aud: relying.client_id, nonce });
    expect(tokens.scope?.split(' ').sort()).toEqual(relying.scope.split(' ').sort());

    const told = await openidClient.fetchUserInfo(configuration, tokens.access_token, sub);
    expect(told).toEqual({
      sub,
      ...(relying.scope.includes('profile') && {
        name: 'Ada Lovelace',
        preferred_username: 'ada',
        updated_at: 1_795_246_200,
      }),
      ...(relying.scope.includes('email') && { email: 'ada@people.example', email_verified: true }),
    });

    const refreshed = await openidClient.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    // OpenID Connect Core §12.2.
    const { iss, aud, auth_time } = claims ?? {};
    expect(refreshed.claims()).toMatchObject({ iss, sub, aud, auth_time });
    expect(refreshed.claims()).not.toHaveProperty('nonce');
    expect(await openidClient.fetchUserInfo(configuration, refreshed.access_token, sub)).toEqual(told);

    await openidClient.tokenRevocation(configuration, refreshed.access_token);
    for (const dead of [tokens.access_token, refreshed.access_token]) {
      await expect(openidClient.fetchUserInfo(configuration, dead, sub)).rejects.toMatchObject({ status: 401 });
    }
  });

  it('and its access token is for whom it says', async () => {
    const { tokens } = await signInTo(relying, someone());
    const { aud } = decodeJwt(tokens.access_token);
    const userinfo = `${server.url}/userinfo`;
    expect(aud).toEqual(relying.client_id === 'site' ? userinfo : ['https://reports.example', userinfo]);
  });
});

it('a person who is signed in already has one subject and one sign-in at every app', async () => {
  const [first, second] = apps;
  if (!first || !second) throw new Error('two apps are wanted');
  const person = someone();
  const one = await signInTo(first, person);
  const configuration = await discover(second);
  const pkceCodeVerifier = openidClient.randomPKCECodeVerifier();
  const address = openidClient.buildAuthorizationUrl(configuration, {
    redirect_uri: second.redirect_uri,
    scope: second.scope,
    code_challenge: await openidClient.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    prompt: 'none',
  });
  const place = await person.open(address.href);
  const other = await openidClient.authorizationCodeGrant(configuration, place.url, { pkceCodeVerifier });
  const { sub: subject, auth_time } = one.tokens.claims() ?? {};
  expect(other.claims()).toMatchObject({ sub: subject, auth_time, aud: second.client_id });
  expect(other.claims()).not.toHaveProperty('nonce');
});
