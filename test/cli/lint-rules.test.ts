// Each rule, with a record that satisfies it and one that breaks it.

import { describe, expect, it } from 'vitest';
import type { KnownClient } from '../../cli/deployment/known-clients.ts';
import { lintClients } from '../../cli/lint/lint.ts';
import { lintRules } from '../../cli/lint/lint-rules.ts';
import { type ClientRecord, hashSecret } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { keyed, newTestKey, ownKey } from '../support/assertions.ts';
import { api, job, native, web } from '../support/clients.ts';
import { printerSecret, tv } from '../support/device.ts';
import { issuer } from '../support/server.ts';

/** 2026-11-21 07:30:00 UTC, in seconds. */
const now = 1_795_246_200;
const day = 86_400;

const goodWeb = { ...web, require_pkce: true };

function known(value: object, origin: 'store' | 'CLIENTS_FILE' = 'store'): KnownClient {
  const client = readClient(value);
  if ('problems' in client) return { id: 'wrong', origin, record: value, problems: client.problems };
  return { id: client.id, origin, record: hashSecret(value as ClientRecord), client };
}

/** The findings of the first record, as `error member: what`. */
function lint(record: object, ...others: readonly object[]): readonly string[] {
  const all = [record, ...others].map((each) => known(each));
  const id = all[0]?.id;
  return lintClients(all, { issuer, now }).flatMap(({ level, client_id, member, what }) =>
    client_id === id ? [`${level} ${member}: ${what}`] : [],
  );
}

const { require_pkce: _pkce, ...webWithPkceOrNonce } = web;
const { client_secret: _secret, ...webWithoutSecret } = goodWeb;
const words = { 'reports.read': 'read your reports', 'reports.write': 'change your reports' };
const describedTv = { ...tv, scope_descriptions: words };
const asPrinter = { client_secret: printerSecret, token_endpoint_auth_method: 'client_secret_post' };
const withSecrets = (...ends: readonly number[]) => ({
  ...webWithoutSecret,
  client_secrets: ends.map((expires_at, index) => ({ sha256: String(index).repeat(64), expires_at })),
});

const exchangeType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const exchangeRule = {
  subject_token: { audience: 'https://reports.example', scope: 'reports.read' },
  resource: 'https://billing.example',
  scope: 'billing.read',
};
const exchanging = {
  ...api,
  grant_types: [exchangeType],
  introspects: ['https://reports.example'],
  token_exchange: [exchangeRule],
};

const { jwks: _jwks, ...keyless } = keyed;
const workload = {
  name: 'production',
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:octo-org@1/octo-repo@2:environment:production',
  audiences: [issuer],
};
const federated = (...changes: readonly object[]) => ({
  ...keyless,
  client_id: 'deploy',
  federated_credentials: changes.map((change, index) => ({ ...workload, name: `c${index}`, ...change })),
});

describe('a record without problems', () => {
  it('may be of any kind', () => {
    const archive = { ...job, client_id: 'archive-job', resource: ['https://archive.example'] };
    for (const record of [job, goodWeb, webWithPkceOrNonce, native, { ...goodWeb, refresh_token_rotation: false }]) {
      expect(lint(record)).toEqual([]);
    }
    expect(lint(api, job, archive)).toEqual([]);
    expect(lint(exchanging, job)).toEqual([]);
    // Its caller's tokens come from an exchange.
    expect(lint({ ...api, client_id: 'billing', introspects: ['https://billing.example'] }, exchanging)).toEqual([]);
    expect(lint({ ...native, redirect_uris: ['com.example.app:/callback', 'http://[::1]/callback'] })).toEqual([]);
    expect(lint(describedTv)).toEqual([]);
    const azure = ['api://AzureADTokenExchange', 'fb60f99c-7a34-4190-8149-302f77469936'];
    expect(lint(federated({}, { issuer: 'https://platform.example', subject: 'repo', audiences: azure }))).toEqual([]);
    const named = { subject: 'repo:octo-org/octo-repo:environment:production' };
    const owned = (id: string) => ({ ...named, claims: { repository_owner_id: id } });
    expect(lint(federated(owned('1')), { ...federated(owned('2')), client_id: 'other' })).toEqual([]);
    const cluster = { issuer: 'https://kubernetes.default.svc.cluster.local', jwks: { keys: [ownKey.jwk] } };
    expect(lint(federated(cluster))).toEqual([]);
    expect(lint(keyed, { ...keyed, client_id: 'other', jwks: { keys: [newTestKey('ES256').jwk] } })).toEqual([]);
    expect(lint(withSecrets(now + 5 * day, 0))).toEqual([]);
    expect(lint(withSecrets(now + 31 * day))).toEqual([]);
  });
});

const broken: readonly (readonly [finding: string, record: object, others?: readonly object[]])[] = [
  [
    'warning require_pushed_authorization_requests: it has no effect',
    { ...job, require_pushed_authorization_requests: true },
  ],
  ['warning require_signed_request_object: it has no effect', { ...keyed, require_signed_request_object: true }],
  ['error redirect_uris: there is no URI to send a code to', { ...goodWeb, redirect_uris: [] }],
  [
    'warning backchannel_logout_uri: the client is told of nothing',
    {
      ...goodWeb,
      scope: 'reports.read',
      default_scope: 'reports.read',
      backchannel_logout_uri: 'https://a.example/out',
    },
  ],
  [
    'warning post_logout_redirect_uris: they are of no use',
    { ...job, post_logout_redirect_uris: ['https://a.example/'] },
  ],
  ['warning redirect_uris: they are never used', { ...job, redirect_uris: ['https://a.example/'] }],
  ['error redirect_uris: https://a.example/\\* has a wildcard', { ...goodWeb, redirect_uris: ['https://a.example/*'] }],
  [
    "warning grant_types: the client sees its users' passwords",
    { ...goodWeb, grant_types: ['authorization_code', 'password'] },
  ],
  [
    'error grant_types: password is refused: the client requires consent',
    {
      ...goodWeb,
      grant_types: ['authorization_code', 'password'],
      consent: true,
      scope_descriptions: { 'reports.read': 'a', 'reports.write': 'b' },
    },
  ],
  [
    'warning consent: it has no effect',
    { ...job, consent: true, scope_descriptions: { 'reports.read': 'a', 'reports.write': 'b', 'audit.read': 'c' } },
  ],
  [
    'warning scope_descriptions: reports.red#lv does not describe a scope',
    {
      ...goodWeb,
      scope_descriptions: { 'reports.read': 'a', 'reports.read#lv': 'b', openid: 'c', 'reports.red#lv': 'd' },
    },
  ],
  [
    'warning consent: users are asked to agree to files.read without a description',
    {
      ...goodWeb,
      scope: 'openid reports.read',
      resource: ['urn:a', { uri: 'urn:b', scope: 'files.read' }],
      consent: true,
      scope_descriptions: { 'reports.read': 'Read your reports' },
    },
  ],
  ['warning scope: profile has no effect without openid', { ...goodWeb, scope: 'profile reports.read' }],
  [
    'error scope: reports.read is never available: the client has no resource',
    { ...goodWeb, scope: 'openid profile reports.read', resource: [] },
  ],
  [
    'warning redirect_uris: http://localhost:7000/cb uses localhost',
    { ...native, redirect_uris: ['http://127.0.0.1/cb', 'http://localhost:7000/cb'] },
  ],
  [
    'warning application_type: web lets any program that listens at http://127.0.0.1:7000/cb',
    { ...native, application_type: 'web', redirect_uris: ['http://127.0.0.1:7000/cb'] },
  ],
  [
    'warning token_endpoint_auth_method: the secret is in every copy',
    { ...goodWeb, redirect_uris: ['com.example.app:/callback'] },
  ],
  [
    'warning refresh_token_rotation: a stolen refresh token works unnoticed',
    { ...goodWeb, refresh_token_rotation: false, redirect_uris: [...web.redirect_uris, 'com.example.app:/callback'] },
  ],
  ['warning require_pkce: a stolen or injected code is accepted', web],
  ['warning require_nonce: nothing binds a code to the browser', { ...webWithPkceOrNonce, require_nonce: false }],
  [
    'warning dpop_bound_access_tokens: it has no effect',
    { ...api, introspects: ['https://reports.example'], dpop_bound_access_tokens: true },
    [job],
  ],
  ['warning require_nonce: it has no effect', { ...goodWeb, require_nonce: false }],
  ['warning require_nonce: it has no effect', { ...job, require_nonce: false }],
  [
    'error grant_types: the server does not support the grant type urn:x',
    { ...goodWeb, grant_types: [...web.grant_types, 'urn:x'] },
  ],
  [
    'error grant_types: client_credentials is refused',
    { ...native, grant_types: [...native.grant_types, 'client_credentials'] },
  ],
  [
    'warning grant_types: the client never gets a refresh token',
    { ...job, grant_types: ['client_credentials', 'refresh_token'] },
  ],
  [
    'warning grant_types: the client cannot do anything',
    { client_id: 'x', token_endpoint_auth_method: 'none', grant_types: [] },
  ],
  [
    'warning access_token_lifetime: an API that verifies tokens itself accepts a revoked one for up to 12 hours',
    { ...job, access_token_lifetime: 43_200 },
  ],
  [
    'warning refresh_token_lifetime: it is never reached: the grant ends after 4000 seconds',
    { ...goodWeb, grant_lifetime: 4000, refresh_token_lifetime: 4001 },
  ],
  ['warning token_endpoint_auth_method: the secret is in every copy of the device', { ...describedTv, ...asPrinter }],
  ['warning grant_lifetime: a device that is sold or lost', { ...describedTv, grant_lifetime: 91 * day }],
  [
    'warning consent: users are asked to agree to reports.write without a description',
    { ...tv, scope_descriptions: { 'reports.read': 'read your reports' } },
  ],
  [
    'warning grant_lifetime: an access token expires with its grant',
    { ...goodWeb, grant_lifetime: 3000, refresh_token_lifetime: 3000 },
  ],
  ['warning refresh_token_lifetime: it has no effect', { ...job, refresh_token_lifetime: 1000 }],
  ['warning refresh_token_rotation: it has no effect', { ...job, refresh_token_rotation: true }],
  ['warning refresh_token_grace: it has no effect', { ...job, refresh_token_grace: 0 }],
  [
    'error resource: no scope is available for urn:b',
    { ...job, scope: undefined, default_scope: 'a', resource: [{ uri: 'urn:a', scope: 'a' }, 'urn:b'] },
  ],
  [
    'error scope: reports.write is never available',
    { ...job, scope: 'reports.write', default_scope: 'a', resource: [{ uri: 'urn:a', scope: 'a' }] },
  ],
  ['warning scope: openid email can never be granted', { ...job, scope: 'openid email reports.read' }],
  [
    'error default_scope: a request without scope and resource is refused: none of these scopes is available for urn:a',
    {
      ...job,
      default_scope: 'b',
      scope: undefined,
      resource: ['a', 'b'].map((scope) => ({ uri: `urn:${scope}`, scope })),
    },
  ],
  [
    'warning default_scope: a request without scope, as MCP clients send it, is refused',
    { ...native, scope: 'tools.read', resource: ['https://mcp.example', { uri: 'https://b.example', scope: 'b' }] },
  ],
  [
    'warning access_token_claims: it has no effect: client_credentials has no user',
    { ...job, access_token_claims: ['groups'] },
  ],
  [
    'warning resource: signing_alg of https://reports.example is another one for a-job',
    { ...job, resource: [{ uri: 'https://reports.example', signing_alg: 'RS256' }] },
    [{ ...job, client_id: 'a-job', resource: ['https://reports.example'] }],
  ],
  [
    'warning id_token_claims: it has no effect',
    {
      ...goodWeb,
      scope: 'reports.read',
      default_scope: 'reports.read',
      id_token_claims: true,
    },
  ],
  ['warning token_exchange: it has no effect: the client may not exchange', { ...exchanging, grant_types: [] }, [job]],
  ['error token_exchange: every token exchange of the client is refused', { ...exchanging, token_exchange: [] }, [job]],
  [
    'warning token_exchange: https://billing.example does not learn that the client acts for the user',
    { ...exchanging, token_exchange: [{ ...exchangeRule, actor: 'none' }] },
    [job],
  ],
  [
    'warning token_exchange: any token of this server for https://reports.example, even one with the least scope, becomes billing.read at https://billing.example',
    { ...exchanging, token_exchange: [{ ...exchangeRule, subject_token: { audience: 'https://reports.example' } }] },
    [job],
  ],
  [
    'warning token_exchange: any token of https://idp.example for a, even one with the least scope, becomes billing.read',
    {
      ...exchanging,
      token_exchange: [{ ...exchangeRule, subject_token: { issuer: 'https://idp.example', audience: 'a' } }],
    },
    [job],
  ],
  [
    'warning token_exchange: https://billing.example gets subjects of several issuers',
    {
      ...exchanging,
      token_exchange: [
        exchangeRule,
        {
          ...exchangeRule,
          subject_token: { issuer: 'https://idp.example', audience: 'a', claims: { tid: 'ours' } },
        },
      ],
    },
    [job],
  ],
  [
    'warning token_exchange: a token for https://reports.example becomes another one for the same API',
    { ...exchanging, token_exchange: [{ ...exchangeRule, resource: 'https://reports.example' }] },
    [job],
  ],
  [
    'warning token_exchange: a rule for https://billing.example is never used: an earlier one fits the same tokens',
    {
      ...exchanging,
      token_exchange: [
        exchangeRule,
        { ...exchangeRule, subject_token: { ...exchangeRule.subject_token, scope: 'reports.write reports.read' } },
      ],
    },
    [job],
  ],
  [
    `error grant_types: ${exchangeType} is refused: it needs a confidential client`,
    { ...native, grant_types: ['authorization_code', exchangeType] },
  ],
  ['warning introspects: no client can request tokens for https://archive.example', api, [job]],
  [
    'error client_id: client_id is also a resource of another client, nightly-report',
    { ...goodWeb, client_id: 'https://reports.example', resource: ['urn:a'] },
    [job],
  ],
  [
    'error client_secrets: the client cannot authenticate: its last secret expired on 2026-11-20 07:30:00Z',
    withSecrets(now - 2 * day, now - day),
  ],
  [
    'warning client_secrets: the client cannot authenticate after 2026-12-21 07:30:00Z',
    withSecrets(now + day, now + 30 * day),
  ],
  ['warning client_secrets: 3 secrets work', withSecrets(0, 0, now + 100 * day)],
  ['warning client_secrets: a secret has expired', withSecrets(now, 0)],
  [
    'warning jwks: a shared secret lets the client in, although it has keys',
    { ...goodWeb, jwks: { keys: [ownKey.jwk] } },
  ],
  [
    'warning jwks: it has a key of keyed-report too: who has the private part gets in as both',
    { ...keyed, client_id: 'other', jwks: { keys: [{ ...ownKey.jwk, kid: 'named' }] } },
    [keyed],
  ],
  [
    'warning jwks_uri: other has the same one: who has a private part gets in as both',
    { ...keyless, jwks_uri: 'https://keys.example/jwks' },
    [{ ...keyless, client_id: 'other', jwks_uri: 'https://keys.example/jwks' }],
  ],
  [
    'error jwks_uri: its keys are not fetched: it is on the machine of this service',
    { ...keyless, jwks_uri: 'http://localhost:9000/jwks' },
  ],
  [
    'error federated_credentials: c0: no token has the subject repo:octo-org@1/\\*',
    federated({ subject: 'repo:octo-org@1/*' }),
  ],
  [
    'error federated_credentials: c0: the keys of https://kubernetes.default.svc.cluster.local cannot be fetched',
    federated({ issuer: 'https://kubernetes.default.svc.cluster.local' }),
  ],
  [
    'error federated_credentials: c0: the keys of http://127.0.0.1:9 are not fetched',
    federated({ issuer: 'http://127.0.0.1:9' }),
  ],
  [
    'warning federated_credentials: GitHub Actions of octo-org@1/octo-repo@2 for its pull requests get in: a workflow runs there as its author wrote it',
    federated({ subject: 'repo:octo-org@1/octo-repo@2:pull_request' }),
  ],
  [
    'warning federated_credentials: GitHub Actions of octo-org/octo-repo on the branch main: who gets this name after it was renamed or deleted gets in',
    federated({ subject: 'repo:octo-org/octo-repo:ref:refs/heads/main' }),
  ],
  [
    'warning federated_credentials: c1: tokens for sts.amazonaws.com are meant for another service, which can use them here',
    federated({}, { audiences: ['sts.amazonaws.com'] }),
  ],
  [
    'warning federated_credentials: GitHub Actions of octo-org@1/octo-repo@2 in the environment production gets in as other too',
    federated({}),
    [{ ...federated({ claims: { run_attempt: '1' } }), client_id: 'other' }],
  ],
];

describe('a record that breaks a rule', () => {
  it.each(broken.map(([finding, record, others = []]) => ({ finding, record, others })))(
    '$finding',
    ({ finding, record, others }) => {
      const findings = lint(JSON.parse(JSON.stringify(record)), ...others);
      expect(findings).toEqual([expect.stringMatching(new RegExp(`^${finding.replaceAll('.', '\\.')}`))]);
    },
  );

  it('is tested for every rule', () => {
    const met = new Set(
      broken.flatMap(([, record, others = []]) =>
        lintClients(
          [record, ...others].map((each) => known(JSON.parse(JSON.stringify(each)))),
          { issuer, now },
        ).map(({ todo }) => todo),
      ),
    );
    expect(lintRules.filter(({ todo }) => !met.has(todo))).toEqual([]);
  });

  it('may break several, and each problem is reported', () => {
    const record = {
      ...native,
      redirect_uris: ['https://a.example/*', 'https://b.example/*'],
      grant_types: ['authorization_code', 'implicit'],
    };
    expect(lint(record).map((each) => each.split(':')[0])).toEqual([
      'error grant_types',
      'error redirect_uris',
      'error redirect_uris',
    ]);
    // Without a user, openid can never be granted.
    const { default_scope: _, ...onlyOpenid } = { ...job, scope: 'openid', resource: ['https://files.example'] };
    expect(lint(onlyOpenid)).toEqual([
      expect.stringContaining('error resource: no scope is available for https://files.example'),
      expect.stringContaining('warning scope: openid can never be granted'),
    ]);
  });
});

describe('records as a whole', () => {
  it('are reported when they are invalid, and when one hides another', () => {
    expect(lintClients([known({ client_id: 'x' })], { issuer, now })).toMatchObject([
      {
        level: 'error',
        client_id: 'wrong',
        what: expect.stringContaining('client_secret or client_secrets is missing'),
      },
      { level: 'error', what: expect.stringContaining('resource is missing') },
    ]);
    expect(lintClients([known(job, 'CLIENTS_FILE'), known(job)], { issuer, now })).toMatchObject([
      { level: 'warning', client_id: job.client_id, what: expect.stringContaining('CLIENTS_FILE has this client too') },
    ]);
  });
});
