// RFC 8693 with a subject_token of another issuer that the client record trusts.
import {
  type CryptoKey,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { RemoteDocumentError } from '../../shared/remote/remote-document-error.ts';
import { apiSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { accessTokenType, billingApi, exchangeClients, exchangeToken, reportsApi } from '../support/exchanges.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { basic, expectRefusal, postForm, send } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const idp = 'https://idp.example/tenant';
const jwtType = 'urn:ietf:params:oauth:token-type:jwt';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function pairOf(alg: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

const pairs = {
  ES256: await pairOf('ES256', 'es'),
  RS256: await pairOf('RS256', 'rs'),
  PS256: await pairOf('PS256', 'ps'),
  EdDSA: await pairOf('EdDSA', 'ed'),
} as const;
const stranger = await pairOf('ES256', 'es');

/** Trusts the issuer by keys in its record. */
const gateway = {
  client_id: 'gateway',
  client_secret: apiSecret,
  grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'],
  token_exchange: [
    {
      subject_token: {
        issuer: idp,
        jwks: { keys: Object.values(pairs).map(({ jwk }) => jwk) },
        audience: 'api://gateway',
        claims: { tid: 'tenant', level: 2 },
      },
      resource: 'https://billing.example',
      scope: 'billing.read billing.write',
    },
    {
      subject_token: {
        issuer: 'https://other-idp.example',
        jwks: { keys: [stranger.jwk] },
        audience: 'gateway-id',
        scope: 'work',
      },
      resource: 'https://mail.example',
      scope: 'mail.send',
    },
    // An operator's mistake: it must never make a token of this server one of another issuer.
    {
      subject_token: { issuer, jwks: { keys: [stranger.jwk] }, audience: 'api://gateway' },
      resource: 'https://mail.example',
      scope: 'mail.send',
    },
  ],
};

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: [...exchangeClients, gateway], clock };
});
const now = () => Math.floor(clock.now() / 1000);

type Claims = Readonly<Record<string, unknown>>;

function signed(
  claims: Claims = {},
  {
    alg = 'ES256',
    header = {},
    by,
  }: { alg?: keyof typeof pairs; header?: Partial<JWTHeaderParameters>; by?: Pair } = {},
): Promise<string> {
  const { privateKey, jwk } = by ?? pairs[alg];
  const good = {
    ...{ iss: idp, sub: 'auth0|7', aud: 'api://gateway', iat: now(), exp: now() + 600 },
    ...{ tid: 'tenant', level: 2 },
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg, kid: String(jwk.kid), ...header })
    .sign(privateKey);
}

const exchange = (token: string, changes = {}, id: string = gateway.client_id) =>
  exchangeToken(server, token, { subject_token_type: jwtType, ...changes }, id);

describe('a JWT of a trusted issuer', () => {
  it('is exchanged for a token that says whose subject it has', async () => {
    const answer = await exchange(await signed({ auth_time: now() - 60, scope: 'anything' }));
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        access_token: expect.any(String),
        issued_token_type: accessTokenType,
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'billing.read billing.write',
      },
    ]);
    expect(decodeJwt(answer.json.access_token)).toEqual({
      iss: issuer,
      aud: 'https://billing.example',
      sub: 'auth0|7',
      idp,
      client_id: 'gateway',
      iat: now(),
      exp: now() + 600,
      jti: expect.stringMatching(/^\d{8}-[\w-]{22}$/),
      scope: 'billing.read billing.write',
      auth_time: now() - 60,
      act: { sub: 'gateway' },
      exchanged_from: [],
    });
    expect(server.log.at(-1)).toMatchObject({ subject: 'auth0|7', idp, actor: 'gateway', outcome: 'success' });
  });

  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)('may be signed with %s', async (alg) => {
    expect((await exchange(await signed({}, { alg }))).status).toBe(200);
  });

  it.each([accessTokenType, jwtType, idTokenType])('may be named %s', async (subject_token_type) => {
    expect((await exchange(await signed(), { subject_token_type })).status).toBe(200);
  });

  it.each([
    ['no typ', undefined],
    ['JWT', 'JWT'],
    ['at+jwt', 'at+jwt'],
    ['its media type', 'application/at+jwt'],
  ])('may have %s', async (_, typ) => {
    expect((await exchange(await signed({}, { header: { ...(typ && { typ }) } }))).status).toBe(200);
  });

  it('may be for several audiences, and be issued by a clock that is 15 seconds ahead', async () => {
    const token = await signed({ aud: ['other', 'api://gateway'], iat: now() + 15, nbf: now() + 15 });
    expect((await exchange(token)).status).toBe(200);
  });

  it('never leads to a token that outlives it, to the second', async () => {
    const token = await signed({ exp: now() + 9.9 });
    expect((await exchange(token)).json.expires_in).toBe(9);
    clock.advance(9);
    expectRefusal(await exchange(token), 'SubjectTokenExpired', 'The subject_token has expired.');
  });

  it('goes on in a chain that keeps the issuer of its subject', async () => {
    const { json } = await exchange(await signed());
    const next = await exchangeToken(server, json.access_token, {}, billingApi.client_id);
    expect(decodeJwt(next.json.access_token)).toMatchObject({
      ...{ sub: 'auth0|7', idp, act: { sub: 'billing-api', act: { sub: 'gateway' } } },
    });
    const { json: described } = await postForm(
      server,
      '/introspect',
      { token: next.json.access_token },
      { Authorization: basic('ledger-api', apiSecret) },
    );
    expect(described).toMatchObject({ active: true, sub: 'auth0|7', idp });
  });

  it('ends with the revocation of the token that it led to, and gives nothing at /userinfo', async () => {
    const { json } = await exchange(await signed());
    const token = json.access_token;
    const { status } = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${token}` } });
    expect(status).toBe(401);
    const next = await exchangeToken(server, token, {}, billingApi.client_id);
    await postForm(server, '/revoke', { token }, { Authorization: basic(gateway.client_id, apiSecret) });
    for (const dead of [token, next.json.access_token]) {
      const headers = { Authorization: basic('ledger-api', apiSecret) };
      expect((await postForm(server, '/introspect', { token: dead }, headers)).json).toEqual({ active: false });
    }
  });
});

describe('a JWT of a trusted issuer is refused', () => {
  const refused: readonly (readonly [string, () => Promise<string>, string])[] = [
    ['signed by another key', () => signed({}, { by: stranger }), 'is not signed with a key of its issuer'],
    ['of an unknown kid', () => signed({}, { header: { kid: 'other' } }), 'is not signed with a key of its issuer'],
    ['with jku', () => signed({}, { header: { jku: 'https://evil.example' } }), 'jku, jwk, x5u'],
    ['with its own key', () => signed({}, { by: stranger, header: { jwk: stranger.jwk } }), 'jku, jwk, x5u'],
    ['of another type', () => signed({}, { header: { typ: 'logout+jwt' } }), 'has a typ other than JWT and at+jwt'],
    ['without exp', () => signed({ exp: undefined }), 'has no exp'],
    ['with a text as exp', () => signed({ exp: '9999999999' }), 'has no exp'],
    ['from the future', () => signed({ iat: now() + 16 }), 'is not valid yet'],
    ['not valid yet', () => signed({ nbf: now() + 16 }), 'is not valid yet'],
    ['that lives too long', () => signed({ exp: now() + 108_001 }), 'is valid for more than 108000 seconds'],
    ['that lived too long', () => signed({ iat: now() - 108_000, exp: now() + 60 }), 'is valid for more than 108000'],
    ['without sub', () => signed({ sub: undefined }), 'has no sub of 1 to 255'],
    ['with a long sub', () => signed({ sub: 'x'.repeat(256) }), 'has no sub of 1 to 255'],
    ['with a sub with spaces', () => signed({ sub: 'a b' }), 'has no sub of 1 to 255'],
    ['that would pass for a user here', () => signed({ sub: 'u_ada' }), 'has a sub that begins with u_'],
    ['that would pass for a client here', () => signed({ sub: 'nightly-report' }), 'is a client of this server'],
    ['with a chain of actors', () => signed({ act: { sub: 'reports-api' } }), 'has act'],
    ['that another may exchange', () => signed({ may_act: { sub: 'other' } }), 'has may_act, which does not name this'],
    ['that is a logout token', () => signed({ events: {} }), 'has events'],
    ['without a claim of the rule', () => signed({ tid: undefined }), 'does not have the tid that the client record'],
    ['with another value', () => signed({ tid: 'other' }), 'does not have the tid that the client record'],
    ['with a value of another type', () => signed({ level: '2' }), 'does not have the level that the client record'],
    ['of an issuer of no rule', () => signed({ iss: `${idp}/` }), 'nor of an issuer that the client record trusts'],
    ['of no issuer', () => signed({ iss: undefined }), 'nor of an issuer that the client record trusts'],
    ['that claims to be of this server', () => signed({ iss: issuer }, { by: stranger }), 'nor of an issuer'],
  ];

  it.each(refused)('%s', async (_, make, description) => {
    expectRefusal(await exchange(await make()), 'InvalidSubjectToken', description);
  });

  it('for another audience, or with another scope', async () => {
    const other = { iss: 'https://other-idp.example', aud: 'gateway-id' };
    for (const claims of [{ aud: 'api://other' }, { aud: undefined }, { ...other, aud: 'api://gateway' }]) {
      expectRefusal(await exchange(await signed(claims)), 'SubjectTokenOfAnotherAudience', 'audience');
    }
    expectRefusal(await exchange(await signed(other, { by: stranger })), 'InvalidScope', 'subject_token.scope');
    for (const scope of [{ scope: 'work rest' }, { scp: 'work' }]) {
      expect((await exchange(await signed({ ...other, ...scope }, { by: stranger }))).json.scope).toBe('mail.send');
    }
  });

  it('and unsigned', async () => {
    const [, payload] = (await signed()).split('.');
    for (const alg of ['none', 'HS256']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      for (const signature of ['', 'AAAA']) {
        expectRefusal(
          await exchange(`${header}.${payload}.${signature}`),
          'InvalidSubjectToken',
          'has an alg other than',
        );
      }
    }
  });

  it('by every other client', async () => {
    expectRefusal(await exchange(await signed(), {}, reportsApi.client_id), 'InvalidSubjectToken', 'nor of an issuer');
  });

  it('but accepted where may_act names the client (RFC 8693 section 4.4)', async () => {
    expect((await exchange(await signed({ may_act: { sub: 'gateway' } }))).status).toBe(200);
  });
});

describe('the keys of an issuer', async () => {
  const [provider, downProvider] = [await openOtherServer(), await openOtherServer()];
  afterAll(() => Promise.all([provider.close(), downProvider.close()]));

  const rulesFor = ({ url }: OtherServer) => ({
    subject_token: { issuer: url, audience: 'api://gateway' },
    resource: 'https://billing.example',
    scope: 'billing.read',
  });
  const trusting = useServer(() => ({
    clients: [{ ...gateway, token_exchange: [provider, downProvider].map(rulesFor) }],
    clock,
    isIssuerUrl: true,
  }));

  const exchangeThere = async ({ url }: OtherServer, claims: Claims, by: Pair = pairs.ES256) =>
    exchangeToken(trusting, await signed({ iss: url, ...claims }, { by }), { subject_token_type: jwtType }, 'gateway');

  it('are fetched by discovery, and only for a token that could be accepted', async () => {
    provider.publish({
      '/.well-known/openid-configuration': { issuer: provider.url, jwks_uri: `${provider.url}/keys` },
      '/keys': { keys: [pairs.ES256.jwk] },
    });
    for (const claims of [{ aud: 'other' }, { sub: 'u_ada' }, { exp: 1 }, { iss: 'https://evil.example' }]) {
      expect((await exchangeThere(provider, claims)).json.error).toBe('invalid_request');
    }
    expect(provider.requests).toEqual([]);
    const { status, json } = await exchangeThere(provider, {});
    expect([status, decodeJwt(json.access_token).idp]).toEqual([200, provider.url]);
    expect((await exchangeThere(provider, {}, stranger)).json.error_codes).toEqual([50013]);
  });

  it('that cannot be fetched lead to a refusal that says so, and never to a fault', async () => {
    downProvider.answer((_request, response) => response.writeHead(503).end());
    const { status, json } = await exchangeThere(downProvider, {});
    expect([status, json.error_codes]).toEqual([400, [990022]]);
  });

  const cutOff = useServer(() => ({
    clients: [{ ...gateway, token_exchange: [rulesFor(downProvider)] }],
    clock,
    change: (service) => ({
      ...service,
      remoteKeys: {
        keysFor: ({ issuer: url = '' }: object & { issuer?: string }) =>
          Promise.reject(new RemoteDocumentError(url, 'answers 503')),
      },
    }),
  }));

  it('that cannot be fetched are named in the log', async () => {
    const answer = await exchangeToken(
      cutOff,
      await signed({ iss: downProvider.url }),
      { subject_token_type: jwtType },
      'gateway',
    );
    expectRefusal(answer, 'SubjectTokenKeysMissing', 'could not be fetched. The log of this server says why.');
    expect(cutOff.log.at(-1)).toMatchObject({ step: 'subject token', cause: expect.stringContaining('answers 503') });
  });
});
