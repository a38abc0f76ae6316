// DPoP of client libraries that others wrote, against a running server: nonces, refresh, /userinfo, and an API that checks proofs.
import { calculateJwkThumbprint, decodeJwt, exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { job, jobSecret } from '../support/clients.ts';
import { openPerson } from '../support/person.ts';
import { signIn } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';
import { begin, discover } from './relying-party.ts';

const spa = {
  client_id: 'spa',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://spa.example/callback'],
  scope: 'openid profile reports.read',
  resource: ['https://reports.example'],
  dpop_bound_access_tokens: true,
};

const server = useServer({ clients: [job, spa], clock: systemClock, isIssuerUrl: true });

let sub: string;
beforeAll(async () => {
  sub = (await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' })).subject;
});

/** What the server answered, in order; libraries also fetch the keys at times. */
const answered = () =>
  server.log
    .filter(({ endpoint }) => endpoint !== 'jwks')
    .map(({ endpoint, error, outcome }) => `${endpoint} ${error ?? outcome}`);

const api = 'https://reports.example';

describe.each(['ES256', 'PS256', 'RS256', 'Ed25519'])('openid-client with a key for %s', (alg) => {
  it('signs a user in with dpop_jkt, refreshes and asks /userinfo', async () => {
    const keys = await openid.randomDPoPKeyPair(alg, { extractable: true });
    const redirectUri = 'https://spa.example/callback';
    const app = await discover(server, 'spa', { authentication: openid.None(), redirectUri });
    const DPoP = openid.getDPoPHandle(app.configuration, keys);
    const jkt = await DPoP.calculateThumbprint();
    expect(jkt).toBe(await calculateJwkThumbprint(await exportJWK(keys.publicKey)));
    const { url, checks } = await begin(app, { dpop_jkt: jkt, scope: 'openid profile reports.read' });
    const back = await signIn(openPerson(server.url, [server]), `${url.pathname}${url.search}`);
    server.log.length = 0;

    const tokens = await openid.authorizationCodeGrant(app.configuration, back.url, checks, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    expect(decodeJwt(tokens.access_token).cnf).toEqual({ jkt });
    // The first request has no nonce; the library sends it again, and keeps the nonce of each answer.
    const told = await openid.fetchUserInfo(app.configuration, tokens.access_token, sub, { DPoP });
    expect(told).toMatchObject({ sub, name: 'Ada Lovelace' });
    const refreshed = await openid.refreshTokenGrant(app.configuration, tokens.refresh_token ?? '', undefined, {
      DPoP,
    });
    expect(decodeJwt(refreshed.access_token).cnf).toEqual({ jkt });
    expect(answered()).toEqual(['token use_dpop_nonce', 'token success', 'userinfo success', 'token success']);

    // A handle that knows no nonce finds it in the challenge of /userinfo.
    server.log.length = 0;
    const restarted = openid.getDPoPHandle(app.configuration, keys);
    await openid.fetchUserInfo(app.configuration, refreshed.access_token, sub, { DPoP: restarted });
    expect(answered()).toEqual(['userinfo use_dpop_nonce', 'userinfo success']);

    const unbound = openid.refreshTokenGrant(app.configuration, refreshed.refresh_token ?? '');
    await expect(unbound).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
    const other = openid.getDPoPHandle(app.configuration, await openid.randomDPoPKeyPair(alg));
    const stolen = openid.refreshTokenGrant(app.configuration, refreshed.refresh_token ?? '', undefined, {
      DPoP: other,
    });
    await expect(stolen).rejects.toMatchObject({ error: 'invalid_grant' });
    await openid.refreshTokenGrant(app.configuration, refreshed.refresh_token ?? '', undefined, { DPoP });
  });
});

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const client: oauth.Client = { client_id: job.client_id };

  async function discovered(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(server.url);
    return oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    );
  }

  async function request(as: oauth.AuthorizationServer, DPoP: oauth.DPoPHandle): Promise<oauth.TokenEndpointResponse> {
    const authentication = oauth.ClientSecretBasic(jobSecret);
    const answer = await oauth.clientCredentialsGrantRequest(as, client, authentication, {}, { DPoP, ...insecure });
    return oauth.processClientCredentialsResponse(as, client, answer);
  }

  it('finds the algorithms in the metadata', async () => {
    const { dpop_signing_alg_values_supported: algs } = await discovered();
    expect(algs).toEqual(['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519']);
  });

  it('is told the nonce, and gets a token that an API accepts with a proof only', async () => {
    const as = await discovered();
    const keys = await oauth.generateKeyPair('ES256');
    const DPoP = oauth.DPoP(client, keys);
    const refused = await request(as, DPoP).catch((thrown: unknown) => thrown);
    expect(oauth.isDPoPNonceError(refused)).toBe(true);
    const { access_token: token, token_type } = await request(as, DPoP);
    expect(token_type).toBe('dpop');

    // The API: what it receives, and whether it accepts it.
    const received: Request[] = [];
    const call = oauth.protectedResourceRequest(token, 'GET', new URL(`${api}/today`), undefined, undefined, {
      DPoP,
      [oauth.customFetch]: async (url, { method, headers }) => {
        received.push(new Request(url, { method, headers }));
        return new Response();
      },
    });
    await call;
    const [sent = new Request(api)] = received;
    expect(sent.headers.get('authorization')).toBe(`DPoP ${token}`);
    const accept = (asked: Request) => oauth.validateJwtAccessToken(as, asked, api, insecure);
    expect(await accept(sent)).toMatchObject({
      client_id: job.client_id,
      cnf: { jkt: await DPoP.calculateThumbprint() },
    });
    for (const headers of [{ authorization: `Bearer ${token}` }, { authorization: `DPoP ${token}` }]) {
      await expect(accept(new Request(`${api}/today`, { headers }))).rejects.toThrow();
    }
    await expect(accept(new Request(`${api}/other`, { headers: sent.headers }))).rejects.toThrow();
  });
});
