import { describe, expect, it } from 'vitest';
import { maxGrantLifetimeSeconds } from '../../../shared/base/lifetimes.ts';
import { sha256 } from '../../../shared/base/sha256.ts';
import { readClient } from '../../../shared/clients/read-client.ts';
import { job, jobSecret, native, web } from '../../support/clients.ts';

function problemsOf(record: unknown): unknown {
  const read = readClient(record);
  return 'problems' in read ? read.problems : [];
}

describe('a client record', () => {
  it('has the defaults of RFC 7591 for absent members', () => {
    const record = {
      client_id: 'web',
      client_secret: jobSecret,
      resource: ['https://reports.example'],
    };
    expect(readClient(record)).toEqual({
      id: 'web',
      name: 'web',
      clientUri: undefined,
      logoUri: undefined,
      registration: expect.stringMatching(/^file\.[\w-]{43}$/),
      authenticationMethod: 'client_secret_basic',
      isConfidential: true,
      secrets: [{ sha256: sha256(jobSecret), expiresAt: 0 }],
      jwks: [],
      jwksUri: undefined,
      assertionAlgs: [],
      federatedCredentials: [],
      grantTypes: ['authorization_code'],
      isNative: false,
      redirectUris: [],
      postLogoutRedirectUris: [],
      backchannelLogoutUri: undefined,
      scope: [],
      defaultScope: [],
      resources: [{ uri: 'https://reports.example' }],
      introspects: [],
      exchangeRules: [],
      accessTokenLifetime: 3600,
      refreshTokenLifetime: 1_209_600,
      grantLifetime: 7_776_000,
      hasRotation: true,
      refreshTokenGrace: 30,
      requiresProof: false,
      requiresPkce: false,
      requiresNonce: true,
      requiresPushedRequests: false,
      requiresSignedRequests: false,
      requestObjectAlgs: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
      idTokenAlg: 'RS256',
      hasIdTokenClaims: false,
      claims: {},
      accessTokenClaims: [],
      requiresConsent: false,
      scopeDescriptions: new Map(),
    });
  });

  it('says everything it can', () => {
    const record = {
      client_id: 'all',
      client_name: 'All of it',
      client_uri: 'https://all.example',
      logo_uri: 'https://cdn.all.example/logo.svg?v=2',
      token_endpoint_auth_method: 'client_secret',
      client_secrets: [{ sha256: sha256(jobSecret).toString('hex'), expires_at: 7 }],
      grant_types: ['authorization_code', 'refresh_token'],
      application_type: 'native',
      redirect_uris: ['https://all.example/callback', 'com.example.all:/callback'],
      post_logout_redirect_uris: ['https://all.example/out', 'com.example.all:/out'],
      backchannel_logout_uri: 'https://all.example/ended',
      backchannel_logout_session_required: true,
      scope: 'openid a b a',
      default_scope: 'a c',
      resource: ['https://reports.example', { uri: 'urn:example:audit', scope: 'c c', signing_alg: 'RS256' }],
      introspects: ['https://reports.example', 'urn:example:audit'],
      token_exchange: [
        { subject_token: { audience: 'urn:example:audit' }, resource: 'https://a.example', scope: 'a' },
        {
          subject_token: { audience: 'https://reports.example/', scope: 'b c b' },
          resource: 'https://b.example',
          scope: 'd e',
          actor: 'none',
        },
        {
          subject_token: { issuer: 'https://idp.example', audience: 'a', claims: { tid: 't' } },
          resource: 'https://b.example',
          scope: 'd',
          actor: 'actor_token',
        },
      ],
      access_token_lifetime: 60,
      refresh_token_lifetime: 61,
      grant_lifetime: 62,
      refresh_token_rotation: false,
      refresh_token_grace: 0,
      dpop_bound_access_tokens: true,
      require_pkce: true,
      require_nonce: false,
      require_pushed_authorization_requests: true,
      id_token_signed_response_alg: 'EdDSA',
      id_token_claims: true,
      claims: { plan: 'gold' },
      access_token_claims: ['groups', 'department'],
      consent: true,
      scope_descriptions: { a: 'Read “a”', 'a#lv': 'Lasīt “a”' },
    };
    expect(readClient(record)).toEqual({
      id: 'all',
      name: 'All of it',
      clientUri: 'https://all.example',
      logoUri: 'https://cdn.all.example/logo.svg?v=2',
      registration: expect.stringMatching(/^file\.[\w-]{43}$/),
      authenticationMethod: 'client_secret',
      isConfidential: true,
      secrets: [{ sha256: sha256(jobSecret), expiresAt: 7 }],
      jwks: [],
      jwksUri: undefined,
      assertionAlgs: [],
      federatedCredentials: [],
      grantTypes: ['authorization_code', 'refresh_token'],
      isNative: true,
      redirectUris: ['https://all.example/callback', 'com.example.all:/callback'],
      postLogoutRedirectUris: ['https://all.example/out', 'com.example.all:/out'],
      backchannelLogoutUri: 'https://all.example/ended',
      scope: ['openid', 'a', 'b'],
      defaultScope: ['a', 'c'],
      resources: [{ uri: 'https://reports.example' }, { uri: 'urn:example:audit', scope: ['c'], signingAlg: 'RS256' }],
      introspects: ['https://reports.example', 'urn:example:audit'],
      exchangeRules: [
        {
          subjectToken: {
            issuer: undefined,
            jwks: undefined,
            audience: 'urn:example:audit',
            scope: [],
            claims: {},
          },
          resource: 'https://a.example',
          scope: ['a'],
          actor: 'client',
        },
        {
          subjectToken: {
            issuer: undefined,
            jwks: undefined,
            audience: 'https://reports.example/',
            scope: ['b', 'c'],
            claims: {},
          },
          resource: 'https://b.example',
          scope: ['d', 'e'],
          actor: 'none',
        },
        {
          subjectToken: {
            issuer: 'https://idp.example',
            jwks: undefined,
            audience: 'a',
            scope: [],
            claims: { tid: 't' },
          },
          resource: 'https://b.example',
          scope: ['d'],
          actor: 'actor_token',
        },
      ],
      accessTokenLifetime: 60,
      refreshTokenLifetime: 61,
      grantLifetime: 62,
      hasRotation: false,
      refreshTokenGrace: 0,
      requiresProof: true,
      requiresPkce: true,
      requiresNonce: false,
      requiresPushedRequests: true,
      requiresSignedRequests: false,
      requestObjectAlgs: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
      idTokenAlg: 'EdDSA',
      hasIdTokenClaims: true,
      claims: { plan: 'gold' },
      accessTokenClaims: ['groups', 'department'],
      requiresConsent: true,
      scopeDescriptions: new Map([
        ['a', 'Read “a”'],
        ['a#lv', 'Lasīt “a”'],
      ]),
    });
  });

  it.each([
    'http://app.example/logo.png',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)//',
    'https://user@app.example/logo.png',
    'https://app.example/a logo.png',
    'https://app.example/logo.png#part',
    `https://app.example/${'x'.repeat(1000)}`,
    '/logo.png',
    '',
  ])('has pages and images by https only: %s', (url) => {
    const what = (name: string, kind: string) =>
      `${name} must be the https URL of ${kind}, at most 1000 characters without credentials or fragment`;
    expect(problemsOf({ ...job, logo_uri: url, client_uri: url })).toEqual([
      what('client_uri', 'a page'),
      what('logo_uri', 'an image'),
    ]);
  });

  it('names a host that none can have', () => {
    const url = 'https://a..-:99999/x';
    expect(problemsOf({ ...job, logo_uri: url, client_uri: url })).toEqual([
      'client_uri must be a URL',
      'logo_uri must be a URL',
    ]);
  });

  it('keeps no secret in clear', () => {
    expect(JSON.stringify(readClient({ ...job, client_secret: jobSecret }))).not.toContain(jobSecret);
  });
});

const exchangeRule = { subject_token: { audience: 'https://a.example' }, resource: 'https://b.example', scope: 'b' };
const foreignToken = { issuer: 'https://idp.example', audience: 'a' };
const clientId = 'client_id must be 1 to 200 printable ASCII characters without spaces, not beginning with u_';
const secret = 'client_secret must be 32 to 256 printable ASCII characters';
const hash = 'client_secrets.0.sha256 must be the SHA-256 of the secret, 64 hexadecimal digits in lower case';
const scopes =
  'must be scopes of printable ASCII without quote or backslash, separated by single spaces (RFC 6749 section 3.3)';
const text = 'must be 1 to 200 characters without line breaks';
const anyHash = sha256('any').toString('hex');

describe('the schema refuses', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ client_id: '' }, clientId],
    [
      { grant_types: ['client_credential'] },
      'grant_types.0 must be a registered grant type, such as authorization_code, client_credentials or refresh_token, or a URI',
    ],
    [{ client_id: 'u_ada' }, clientId],
    [{ client_id: 'nightly report' }, clientId],
    [{ client_id: 'bücher' }, clientId],
    [{ client_id: 'x'.repeat(201) }, clientId],
    [{ client_id: 7 }, clientId],
    [
      { token_endpoint_auth_method: 'client_secret_jwt' },
      'token_endpoint_auth_method must be none, client_secret_basic, client_secret_post, client_secret or private_key_jwt',
    ],
    [{ client_secret: 'x'.repeat(31) }, secret],
    [{ client_secret: 'x'.repeat(257) }, secret],
    [{ client_secret: `${'x'.repeat(32)}\n` }, secret],
    [{ client_secret: `${'x'.repeat(32)}é` }, secret],
    [{ client_secrets: [{ sha256: anyHash.toUpperCase() }] }, hash],
    [{ client_secrets: [{ sha256: anyHash.slice(1) }] }, hash],
    [{ client_secrets: [{}] }, 'client_secrets.0.sha256 is missing'],
    [{ client_secrets: [{ sha256: anyHash, secret: 'x' }] }, 'client_secrets.0.secret is not a known member'],
    ...[-1, 0.5, 253_402_300_800, 1e300].map((expiresAt): [Record<string, unknown>, string] => [
      { client_secrets: [{ sha256: anyHash, expires_at: expiresAt }] },
      'client_secrets.0.expires_at must be seconds since 1970, up to the year 9999; 0 for never',
    ]),
    [
      { grant_types: ['client_credentials', 'client_credentials'] },
      'grant_types must be a list of grant types, each once',
    ],
    [{ grant_types: 'client_credentials' }, 'grant_types must be a list of grant types, each once'],
    [{ redirect_uris: ['/callback'] }, 'redirect_uris.0 must be an absolute URI without fragment'],
    [{ redirect_uris: ['https://a.example/#top'] }, 'redirect_uris.0 must be an absolute URI without fragment'],
    [{ scope: 'a  b' }, `scope ${scopes}`],
    [{ scope: 'a "b"' }, `scope ${scopes}`],
    [{ scope: '' }, `scope ${scopes}`],
    [{ default_scope: ' a' }, `default_scope ${scopes}`],
    [{ resource: ['reports'] }, 'resource.0 must be an absolute URI without fragment'],
    [{ resource: [7] }, 'resource.0 must be an absolute URI without fragment'],
    [{ resource: [{ uri: 'reports', scope: 'a' }] }, 'resource.0.uri must be an absolute URI without fragment'],
    [{ resource: [{ uri: 'https://a.example', scope: 'a  b' }] }, `resource.0.scope ${scopes}`],
    [{ resource: [{ scope: 'a' }] }, 'resource.0.uri is missing'],
    [{ resource: [{ uri: 'https://a.example', scope: 'a', scopes: 'b' }] }, 'resource.0.scopes is not a known member'],
    [{ introspects: ['reports'] }, 'introspects.0 must be an absolute URI without fragment'],
    [{ introspects: ['https://a.example/#top'] }, 'introspects.0 must be an absolute URI without fragment'],
    [{ token_exchange: {} }, 'token_exchange must be array'],
    [{ token_exchange: [{ ...exchangeRule, scope: undefined }] }, 'token_exchange.0.scope is missing'],
    [
      { token_exchange: [{ ...exchangeRule, subject_token: {} }] },
      'token_exchange.0.subject_token.audience is missing',
    ],
    [
      { token_exchange: [{ ...exchangeRule, resource: 'b' }] },
      'token_exchange.0.resource must be an absolute URI without fragment',
    ],
    [
      { token_exchange: [{ ...exchangeRule, actor: 'web' }] },
      'token_exchange.0.actor must be client, actor_token or none',
    ],
    [
      { token_exchange: [{ ...exchangeRule, subject_token: { issuer: 'idp', audience: 'a' } }] },
      'token_exchange.0.subject_token.issuer must be the URL of an issuer, exactly as in the iss of its tokens',
    ],
    [
      { token_exchange: [{ ...exchangeRule, subject_token: { ...foreignToken, jwks: { keys: [] } } }] },
      'token_exchange.0.subject_token.jwks.keys must be a list of 1 to 20 public keys',
    ],
    [
      { token_exchange: [{ ...exchangeRule, subject_token: { ...foreignToken, claims: { a: null } } }] },
      'token_exchange.0.subject_token.claims.a must be a text, a number, true or false',
    ],
    [{ token_exchange: [{ ...exchangeRule, may: 'all' }] }, 'token_exchange.0.may is not a known member'],
    [{ introspects: 'https://a.example' }, 'introspects must be a list of audiences, each once'],
    [{ introspects: ['https://a.example', 'https://a.example'] }, 'introspects must be a list of audiences, each once'],
    [{ access_token_lifetime: 59 }, 'access_token_lifetime must be 60 to 86400 seconds'],
    [{ access_token_lifetime: 86_401 }, 'access_token_lifetime must be 60 to 86400 seconds'],
    [{ access_token_lifetime: '3600' }, 'access_token_lifetime must be 60 to 86400 seconds'],
    [{ refresh_token_lifetime: 59 }, 'refresh_token_lifetime must be 60 to 31536000 seconds'],
    [{ grant_lifetime: maxGrantLifetimeSeconds + 1 }, 'grant_lifetime must be 60 to 31536000 seconds'],
    [{ refresh_token_grace: 301 }, 'refresh_token_grace must be 0 to 300 seconds'],
    [{ refresh_token_rotation: 'no' }, 'refresh_token_rotation must be boolean'],
    [{ require_pkce: 0 }, 'require_pkce must be boolean'],
    [{ require_nonce: 'no' }, 'require_nonce must be boolean'],
    [{ id_token_signed_response_alg: 'none' }, 'id_token_signed_response_alg must be RS256, ES256, PS256 or EdDSA'],
    [{ consent: 'yes' }, 'consent must be boolean'],
    [{ scope_descriptions: ['a'] }, 'scope_descriptions must be texts by scope: {"reports.read": "Read your reports"}'],
    [
      { scope_descriptions: { 'a b': 'x' } },
      'scope_descriptions must be named by a scope, or by scope, # and language tag, such as reports.read#lv (RFC 7591 section 2.2)',
    ],
    [{ scope_descriptions: { a: '' } }, `scope_descriptions.a ${text}`],
    [{ scope_descriptions: { a: 'x'.repeat(201) } }, `scope_descriptions.a ${text}`],
    [{ scope_descriptions: { 'a#lv': 'one\ntwo' } }, `scope_descriptions.a#lv ${text}`],
    [{ scope_descriptions: { a: 7 } }, `scope_descriptions.a ${text}`],
    [{ secret: 'x' }, 'secret is not a known member'],
  ])('%o', (change, problem) => {
    expect(problemsOf({ ...job, ...change })).toEqual([problem]);
  });

  it('no grant of the longest lifetime that barriers and sealing masters outlast', () => {
    expect(problemsOf({ ...job, grant_lifetime: maxGrantLifetimeSeconds })).toEqual([]);
  });

  it('a record without client_id', () => {
    const { client_id: _, ...nameless } = job;
    expect(problemsOf(nameless)).toEqual(['client_id is missing']);
  });

  it.each([null, [], 'job', 7])('%o for a record', (value) => {
    expect(problemsOf(value)).toEqual(['the value must be object']);
  });

  it('a member named __proto__', () => {
    const record = JSON.parse(JSON.stringify(job).replace('{', '{"__proto__":{"grant_types":["password"]},'));
    expect(problemsOf(record)).toEqual(['__proto__ is not a known member']);
  });
});

const noResource =
  'resource is missing: it names who the tokens are for (only a client that signs users in, with openid in its scope, needs none)';

describe('a contradiction is refused:', () => {
  const { client_secret: _, ...secretless } = job;
  const ownScheme =
    'has a scheme that no app can own: use https, or a domain of yours in reverse, such as com.example.app:/callback (RFC 8252 section 7.1)';
  const overTheNetwork =
    'sends the code over the network in plain text: use https; http is only for 127.0.0.1, [::1] and localhost';
  const user = 'has a user name or password before the host: leave out @ and everything before it';
  const wildcard =
    'has a wildcard for a host: write each URI out, since redirect URIs are compared character by character (RFC 9700 section 2.1)';
  const noHost = 'has no // and host behind the scheme: write https://, the host, and then the path';
  const strayUris = Object.entries({
    'javascript:alert(1)': ownScheme,
    'JavaScript:alert(1)': ownScheme,
    'data:text/html,x': ownScheme,
    'myapp:/callback.x': ownScheme,
    'http://web.example/': overTheNetwork,
    'http://127.0.0.1.evil.example/': overTheNetwork,
    'http://127.0.0.1:80@evil.example/': user,
    'https://web.example@evil.example/': user,
    'https://*.example/': wildcard,
    'https://': noHost,
    'https://šķirotava.example/cb':
      'has a host that is not ASCII: write it as xn--irotava-3gb19a.example, as browsers send it',
  }).map(([uri, problem]): [string, object, string] => [
    `the redirect URI ${uri}`,
    { ...web, redirect_uris: [uri] },
    `redirect_uris has ${uri}, which ${problem}`,
  ]);

  it.each<[string, object, string]>([
    [
      'a public client with a secret',
      { ...native, client_secret: jobSecret },
      'token_endpoint_auth_method none must not be combined with client_secret',
    ],
    [
      'a public client with a hashed secret',
      { ...native, client_secrets: [{ sha256: anyHash }] },
      'token_endpoint_auth_method none must not be combined with client_secrets',
    ],
    [
      'a confidential client without a secret',
      secretless,
      'client_secret or client_secrets is missing (or say token_endpoint_auth_method none)',
    ],
    [
      'a confidential client with an empty list of secrets',
      { ...secretless, client_secrets: [] },
      'client_secret or client_secrets is missing (or say token_endpoint_auth_method none)',
    ],
    [
      'a public client without rotation',
      { ...native, refresh_token_rotation: false },
      'refresh_token_rotation false requires a confidential client',
    ],
    [
      'a web app with the scheme of an app',
      { ...native, application_type: 'web', redirect_uris: ['https://a.example/cb', 'com.example.app:/cb'] },
      "application_type web must not be combined with com.example.app:/cb in redirect_uris: only an app on the user's device has a scheme",
    ],
    [
      'a public client without PKCE',
      { ...native, require_pkce: false },
      'require_pkce false requires a confidential client',
    ],
    [
      'a public client without PKCE and nonce',
      { ...native, require_nonce: false },
      'require_nonce false requires a confidential client',
    ],
    [
      'a public client that exchanges tokens',
      { ...native, token_exchange: [exchangeRule] },
      'token_exchange requires a confidential client',
    ],
    [
      'an exchange of tokens that are for others',
      { ...job, introspects: ['https://b.example'], token_exchange: [exchangeRule] },
      'token_exchange.0.subject_token.audience is https://a.example, which introspects must have: an API exchanges what was sent to it',
    ],
    [
      'claims of an exchanged token of this server',
      {
        ...job,
        introspects: ['https://a.example'],
        token_exchange: [{ ...exchangeRule, subject_token: { ...exchangeRule.subject_token, claims: { a: 1 } } }],
      },
      'token_exchange.0.subject_token.claims requires an issuer: it is for tokens of others',
    ],
    [
      'a symmetric key of another issuer',
      {
        ...job,
        token_exchange: [
          { ...exchangeRule, subject_token: { ...foreignToken, jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } } },
        ],
      },
      'token_exchange.0.subject_token.jwks.keys.0 is symmetric, and everyone can read it',
    ],
    [
      'an exchange for a token with openid',
      { ...job, introspects: ['https://a.example'], token_exchange: [{ ...exchangeRule, scope: 'openid b email' }] },
      'token_exchange.0.scope must not have openid, email: the new token is for an API alone',
    ],
    [
      'an exchange for a token whose audience is the client',
      {
        ...job,
        client_id: 'https://b.example/',
        introspects: ['https://a.example'],
        token_exchange: [exchangeRule],
      },
      'client_id must not be one of resource',
    ],
    [
      'a public client that introspects',
      { ...native, introspects: ['https://reports.example'] },
      'introspects requires a confidential client',
    ],
    [
      'a logout token over the network in plain text',
      { ...web, backchannel_logout_uri: 'http://a.example/ended' },
      'backchannel_logout_uri must be an https URL without user name, password and fragment; http is only for localhost, 127.0.0.1 and [::1]',
    ],
    [
      'a logout token that is sent nowhere',
      { ...web, backchannel_logout_session_required: true },
      'backchannel_logout_session_required requires backchannel_logout_uri',
    ],
    ['a grant without a resource', { ...job, resource: [] }, noResource],
    ['a sign-in without openid and without a resource', { ...web, scope: 'profile', resource: [] }, noResource],
    [
      'a client that acts for itself too, with openid and without a resource',
      { ...web, grant_types: [...web.grant_types, 'client_credentials'], resource: [] },
      noResource,
    ],
    ...strayUris,
    [
      'a client that is its own resource',
      { ...job, client_id: 'https://reports.example' },
      'client_id must not be one of resource',
    ],
    [
      'a resource twice',
      { ...web, resource: ['https://a.example', { uri: 'https://a.example', scope: 'a' }] },
      'resource must not contain a URI twice',
    ],
    [
      'a resource twice, in two writings',
      { ...web, resource: ['https://a.example', 'https://b.example', { uri: 'HTTPS://A.example:443/', scope: 'a' }] },
      'resource has https://a.example and HTTPS://A.example:443/, which are the same URI (RFC 3986 section 6.2)',
    ],
    [
      'a client that is its own resource, in another writing',
      { ...job, client_id: 'https://reports.example/' },
      'client_id must not be one of resource',
    ],
    [
      'a protocol scope of one resource',
      { ...web, resource: [{ uri: 'https://a.example', scope: 'a openid' }] },
      'resource must not tie openid, profile, email, groups, offline_access to one URI: they belong in scope',
    ],
    [
      'a default scope that it has not',
      { ...job, default_scope: 'reports.read payments.write' },
      'default_scope contains payments.write, which is not in scope',
    ],
  ])('%s', (_, record, problem) => {
    expect(problemsOf(record)).toEqual([problem]);
  });

  it('reports all of them at once', () => {
    const record = { ...native, client_secret: jobSecret, require_pkce: false, scope: 'reports.read', resource: [] };
    expect(problemsOf({ ...record, redirect_uris: ['data:,', 'https://a.example/', 'http://a.example/'] })).toEqual([
      'token_endpoint_auth_method none must not be combined with client_secret',
      'require_pkce false requires a confidential client',
      noResource,
      `redirect_uris has data:,, which ${ownScheme}`,
      `redirect_uris has http://a.example/, which ${overTheNetwork}`,
    ]);
    expect(problemsOf({ ...web, post_logout_redirect_uris: ['data:,'] })).toEqual([
      `post_logout_redirect_uris has data:,, which ${ownScheme}`,
    ]);
  });

  it('not so a client that signs users in and calls no API', () => {
    expect(problemsOf({ ...web, resource: [] })).toEqual([]);
  });

  it('not so a client without a grant and without a resource, as a resource server is', () => {
    expect(problemsOf({ ...job, grant_types: [], resource: [] })).toEqual([]);
    const api = {
      client_id: 'api',
      client_secret: jobSecret,
      grant_types: [],
      introspects: ['https://reports.example'],
    };
    expect(problemsOf(api)).toEqual([]);
  });
});
