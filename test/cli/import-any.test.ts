// Any JSON as an export: read or refused with lines, never a crash, and no secret in a message.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sourceNames } from '../../cli/clients/foreign/sources.ts';
import { readRecords } from '../../cli/clients/records-file.ts';

const secret = 'q3J8vYtR1nZk5WcX7uLmB2sPdE9fHaGo';

/** Members that the sources read, with any value in place of theirs. */
const names =
  `clientId client_id appId name displayName secret client_secret redirectUris callbacks redirect_uris web spa
publicClient attributes protocolMappers defaultClientScopes optionalClientScopes rootUrl enabled bearerOnly protocol
clientAuthenticatorType standardFlowEnabled serviceAccountsEnabled implicitFlowEnabled app_type is_first_party global
grant_types token_endpoint_auth_method refresh_token jwt_configuration audience scope skip_consent jwks jwks_uri
client_id_issued_at client_secret_expires_at passwordCredentials keyCredentials federatedIdentityCredentials
requiredResourceAccess identifierUris api appRoles authorization_code_grant_access_token_lifespan response_types
access_token_strategy client_authentication_methods __proto__ constructor toString`.split(/\s+/);

const likely = fc.constantFrom(
  ...[
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'implicit',
    'password',
    'none',
    'private_key_jwt',
    'client_secret_basic',
  ],
  ...[
    'https://a.example/cb',
    'https://*.a.example',
    '/cb',
    'openid',
    '1h',
    'S256',
    'client-secret',
    'client-jwt',
    secret,
  ],
);
const value = fc.oneof(
  likely,
  fc.array(likely, { maxLength: 3 }),
  fc.boolean(),
  fc.jsonValue({ maxDepth: 2 }),
  fc.array(fc.dictionary(fc.constantFrom(...names, 'keys', 'config', 'id', 'type', 'resourceAccess'), fc.jsonValue())),
);
/** A client of each source, with some members replaced. */
const bases = [
  { clientId: 'a', publicClient: true, redirectUris: ['https://a.example/cb'], secret },
  {
    client_id: 'b',
    name: 'B',
    app_type: 'non_interactive',
    client_secret: secret,
    grant_types: ['client_credentials'],
  },
  { client_id: 'c', skip_consent: true, grant_types: ['client_credentials'], scope: 'b.read' },
  { appId: 'd', displayName: 'D', passwordCredentials: [{ hint: 'q3J' }] },
  { client_id: 'e', client_id_issued_at: 1, client_secret: secret },
  { clientId: 'account' },
];
const uris = fc.subarray(['https://a.example/cb', 'https://a.example/*', 'https://*.a.example', '/cb'], {
  maxLength: 2,
});
const grants = fc.subarray(['authorization_code', 'refresh_token', 'implicit', 'password', 'client_credentials']);
const changes = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 }),
    fc.record({ redirectUris: uris, callbacks: uris, redirect_uris: uris, grant_types: grants }, { requiredKeys: [] }),
  )
  .map(([any, lists]) => ({ ...any, ...lists }));
const record = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.constantFrom(...bases), changes).map(([base, some]) => ({ ...base, ...some })) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
const file = fc.oneof(
  record,
  fc.array(record, { maxLength: 3 }),
  fc.tuple(fc.constantFrom('clients', 'value', 'items'), fc.array(record, { maxLength: 3 })).map(([list, records]) => ({
    realm: 'a',
    [list]: records,
  })),
);

it('reads any JSON or says what is wrong, whatever it is taken for', () => {
  const outcomes = { read: 0, refused: 0, leftOut: 0 };
  fc.assert(
    fc.property(file, fc.option(fc.constantFrom(...sourceNames), { nil: undefined }), (value, from) => {
      const text = JSON.stringify(value, null, 2);
      const given = from === undefined ? {} : { from };
      const read = readRecords(text, { ...given, resource: ['https://api.example'], scope: 'a.read' });
      for (const problem of read.problems) expect(problem).toMatch(/^\d+: \S/);
      // A secret is a name where the file says so, as the id of a client.
      const said = [...read.problems, ...read.notes].join('\n');
      if (!JSON.stringify(value, (key, each) => (/secret/i.test(key) ? undefined : each))?.includes(secret)) {
        expect(said).not.toContain(secret);
      }
      for (const { record } of read.records) {
        expect(record.client_secret).toBeUndefined();
        for (const grant of ['implicit', 'password']) expect(record.grant_types ?? []).not.toContain(grant);
        expect(JSON.stringify(record.redirect_uris ?? [])).not.toContain('*');
      }
      outcomes.read += read.records.length;
      outcomes.refused += read.problems.length;
      outcomes.leftOut += read.leftOut.length;
    }),
    { numRuns: 400 },
  );
  expect(Object.values(outcomes).every((count) => count > 20)).toBe(true);
});
