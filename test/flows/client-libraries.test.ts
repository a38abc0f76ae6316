// The libraries that apps use, against a running server, without a mock.
import { createRequire } from 'node:module';
import { createRemoteJWKSet, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify } from 'jose';
import * as openidClient from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { apiSecret, clients, job, jobSecret, native, api as reportsApi, web, webSecret } from '../support/clients.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const spa = { ...native, client_id: 'spa', id_token_signed_response_alg: 'ES256' };

/** The user's subject. */
let sub: string;
const server = useServer(() => {
  // Both libraries use the real time, and compare the issuer with the URL that they were given.
  return { clients: [...clients, spa, reportsApi], clock: systemClock, isIssuerUrl: true };
});
beforeAll(async () => {
  sub = (await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' })).subject;
});

type Algorithm = 'oauth2' | 'oidc';

function discover(
  algorithm: Algorithm,
  clientId: string,
  authentication: openidClient.ClientAuth,
  metadata: Partial<openidClient.ClientMetadata> = {},
): Promise<openidClient.Configuration> {
  // Otherwise it relies on TLS instead of the id token's signature, and this server has no TLS.
  const execute = [openidClient.allowInsecureRequests, openidClient.enableNonRepudiationChecks];
  return openidClient.discovery(new URL(server.url), clientId, metadata, authentication, { algorithm, execute });
}

/** As an API does: with keys and issuer from the metadata. */
function verify(
  configuration: openidClient.Configuration,
  token: string | undefined,
  expected: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  const { issuer, jwks_uri = '' } = configuration.serverMetadata();
  return jwtVerify(token ?? '', createRemoteJWKSet(new URL(jwks_uri)), { issuer, ...expected });
}

const api = { audience: 'https://reports.example', typ: 'at+jwt', algorithms: ['ES256'] };

describe.each<Algorithm>(['oauth2', 'oidc'])('openid-client, discovering by %s,', (algorithm) => {
  it('finds the requested issuer and all metadata that it needs', async () => {
    const metadata = (await discover(algorithm, job.client_id, openidClient.None())).serverMetadata();
    expect(metadata).toMatchObject({
      issuer: server.url,
      authorization_endpoint: `${server.url}/authorize`,
      token_endpoint: `${server.url}/token`,
      revocation_endpoint: `${server.url}/revoke`,
      introspection_endpoint: `${server.url}/introspect`,
      jwks_uri: `${server.url}/jwks`,
    });
    expect(metadata.supportsPKCE()).toBe(true);
  });

  it('gets a client_credentials token that an API verifies', async () => {
    const configuration = await discover(algorithm, job.client_id, openidClient.ClientSecretBasic(jobSecret));
    const tokens = await openidClient.clientCredentialsGrant(configuration, { scope: 'reports.read reports.write' });
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'reports.read reports.write',
    });
    const { payload } = await verify(configuration, tokens.access_token, api);
    expect(payload).toMatchObject({ sub: job.client_id, client_id: job.client_id, scope: tokens.scope });
  });

  it('requests a resource and gets a token for it', async () => {
    const configuration = await discover(algorithm, job.client_id, openidClient.ClientSecretBasic(jobSecret));
    const parameters = { scope: 'audit.read', resource: 'https://audit.example' };
    const tokens = await openidClient.clientCredentialsGrant(configuration, parameters);
    const { payload } = await verify(configuration, tokens.access_token, { ...api, audience: parameters.resource });
    expect(payload.scope).toBe('audit.read');
  });

  it('revokes its token, which introspection then reports as inactive', async () => {
    const configuration = await discover(algorithm, job.client_id, openidClient.ClientSecretBasic(jobSecret));
    const asked = await discover(algorithm, reportsApi.client_id, openidClient.ClientSecretBasic(apiSecret));
    const { access_token } = await openidClient.clientCredentialsGrant(configuration);
    const introspected = await openidClient.tokenIntrospection(asked, access_token);
    expect(introspected).toMatchObject({ active: true, client_id: job.client_id, scope: 'reports.read' });
    await openidClient.tokenRevocation(configuration, access_token, { token_type_hint: 'refresh_token' });
    expect(await openidClient.tokenIntrospection(asked, access_token)).toEqual({ active: false });
    await openidClient.tokenRevocation(configuration, 'unknown');
  });

  it.each([
    ['web', openidClient.ClientSecretPost(webSecret), web.redirect_uris[0], 'RS256'],
    ['native', openidClient.None(), native.redirect_uris[0], 'RS256'],
    ['spa', openidClient.None(), spa.redirect_uris[0], 'ES256'],
  ] as const)(
    'signs a user in to %s with PKCE and keeps them signed in',
    async (clientId, authentication, redirectUri, alg) => {
      const configuration = await discover(algorithm, clientId, authentication, {
        id_token_signed_response_alg: alg,
      });
      const pkceCodeVerifier = openidClient.randomPKCECodeVerifier();
      const value = await openidClient.calculatePKCECodeChallenge(pkceCodeVerifier);
      const [nonce, expectedState] = [openidClient.randomNonce(), openidClient.randomState()];
      const code = await server.issueCode(clientId, {
        scope: ['openid', 'profile', 'reports.read', 'offline_access'],
        challenge: { value, method: 'S256' },
        nonce,
        subject: sub,
      });

      const callback = new URL(
        `${redirectUri}?${new URLSearchParams({ code, state: expectedState, iss: server.url })}`,
      );
      const checks = { pkceCodeVerifier, expectedNonce: nonce, expectedState, maxAge: 60 };
      const tokens = await openidClient.authorizationCodeGrant(configuration, callback, checks);
      expect(tokens.scope?.split(' ').sort()).toEqual(['offline_access', 'openid', 'profile', 'reports.read']);
      expect(tokens.claims()).toMatchObject({ iss: server.url, aud: clientId, sub, nonce });
      if (algorithm === 'oidc') {
        expect(await openidClient.fetchUserInfo(configuration, tokens.access_token, sub)).toEqual({
          sub,
          name: 'Ada Lovelace',
          preferred_username: 'ada',
          updated_at: 1_795_246_200,
        });
      }
      await verify(configuration, tokens.access_token, api);
      await verify(configuration, tokens.id_token, { audience: clientId, typ: 'JWT', algorithms: [alg] });

      const refreshed = await openidClient.refreshTokenGrant(configuration, tokens.refresh_token ?? '', {
        scope: 'openid offline_access reports.read',
      });
      expect(refreshed.refresh_token).toEqual(expect.any(String));
      expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
      expect(refreshed.claims()?.sub).toBe(sub);
      const { payload } = await verify(configuration, refreshed.access_token, api);
      expect(payload).toMatchObject({ sub, client_id: clientId });
    },
  );
});

it('openid-client rejects a response without iss, since metadata announces iss in every response (RFC 9207)', async () => {
  const configuration = await discover('oidc', web.client_id, openidClient.ClientSecretPost(webSecret));
  for (const iss of [undefined, 'https://other.example']) {
    const callback = new URL(`${web.redirect_uris[0]}?${new URLSearchParams({ code: 'x', ...(iss && { iss }) })}`);
    await expect(openidClient.authorizationCodeGrant(configuration, callback)).rejects.toMatchObject({
      code: 'OAUTH_INVALID_RESPONSE',
    });
  }
});

/** MSAL's own parser of the redirect, a dependency of @azure/identity. */
function readAsMsal(response: Readonly<Record<string, string>>): unknown {
  const ofIdentity = createRequire(createRequire(import.meta.url).resolve('@azure/identity'));
  const { AuthorizeProtocol } = createRequire(ofIdentity.resolve('@azure/msal-node'))('@azure/msal-common');
  try {
    return AuthorizeProtocol.validateAuthorizationResponse(response, response.state);
  } catch (thrown) {
    return thrown;
  }
}

describe('what MSAL parses from an authorization error', () => {
  it.each([
    [70005, { response_type: 'token' }],
    [70011, { scope: 'payments.write' }],
    [50058, { prompt: 'none', scope: 'openid' }],
  ])('is its number %i, behind the last code= of error_uri', async (number, parameters) => {
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: 'spa', redirect_uri: spa.redirect_uris[0] ?? '', state: 'a-state' },
      ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
      ...parameters,
    });
    const { headers } = await fetch(`${server.url}/authorize?${query}`, { redirect: 'manual' });
    const response = Object.fromEntries(new URL(headers.get('location') ?? '').searchParams);
    expect(readAsMsal(response)).toMatchObject({ errorCode: response.error, errorNo: String(number) });
  });
});

describe('what openid-client reports for a refusal', () => {
  it('is error, description and URI from the challenge of a 401', async () => {
    const configuration = await discover('oauth2', job.client_id, openidClient.ClientSecretBasic(webSecret));
    const refused = await openidClient.clientCredentialsGrant(configuration).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(openidClient.WWWAuthenticateChallengeError);
    expect(refused).toMatchObject({
      status: 401,
      cause: [
        {
          scheme: 'basic',
          parameters: {
            realm: server.url,
            error: 'invalid_client',
            error_description:
              'AADSTS70002: Client authentication failed: the client is unknown, its credentials are wrong, or it is registered for another method.',
            error_uri: expect.stringMatching(anyErrorUri(70002, server.url)),
          },
        },
      ],
    });
  });

  it('is the same for /userinfo, from its Bearer challenge', async () => {
    const configuration = await discover('oidc', web.client_id, openidClient.ClientSecretPost(webSecret));
    const refused = await openidClient.fetchUserInfo(configuration, 'x', sub).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({
      status: 401,
      cause: [
        { scheme: 'bearer', parameters: { realm: server.url, error: 'invalid_token' } },
        { scheme: 'dpop', parameters: { algs: 'ES256 PS256 RS256 EdDSA Ed25519' } },
      ],
    });
  });

  it('is error and description from the body of any other response', async () => {
    const configuration = await discover('oauth2', job.client_id, openidClient.ClientSecretBasic(jobSecret));
    const refused = await openidClient
      .clientCredentialsGrant(configuration, { scope: 'payments.write' })
      .catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(openidClient.ResponseBodyError);
    expect(refused).toMatchObject({
      status: 400,
      error: 'invalid_scope',
      error_description: expect.stringMatching(
        /^AADSTS70011: The scope payments\.write is not allowed for this client/,
      ),
      cause: { error_codes: [70011], error_uri: expect.stringMatching(anyErrorUri(70011, server.url)) },
    });
  });

  it('is invalid_grant for a used code, after which the app starts a new sign-in', async () => {
    const configuration = await discover('oidc', web.client_id, openidClient.ClientSecretPost(webSecret));
    const pkceCodeVerifier = openidClient.randomPKCECodeVerifier();
    const value = await openidClient.calculatePKCECodeChallenge(pkceCodeVerifier);
    const code = await server.issueCode('web', { challenge: { value, method: 'S256' } });
    const callback = new URL(`${web.redirect_uris[0]}?${new URLSearchParams({ code, iss: server.url })}`);
    await openidClient.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier });
    await expect(
      openidClient.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier }),
    ).rejects.toMatchObject({ error: 'invalid_grant', error_description: expect.stringMatching(/^AADSTS54005: /) });
  });
});
