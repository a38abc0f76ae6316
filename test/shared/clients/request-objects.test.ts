import { expect, it } from 'vitest';
import { readClient } from '../../../shared/clients/read-client.ts';
import { newTestKey } from '../../support/assertions.ts';
import { signing } from '../../support/request-objects.ts';
import { app } from '../../support/sign-in.ts';

const ofRsa = { ...app, jwks: { keys: [newTestKey('RS256').jwk] } };

it.each<[string, object, readonly string[]]>([
  ['a client that signs with what its keys are for', signing, []],
  ['one that must', { ...signing, require_signed_request_object: true, request_object_signing_alg: 'ES256' }, []],
  ['either algorithm of an RSA key', { ...ofRsa, request_object_signing_alg: 'PS256' }, []],
  [
    'one that must, with keys at an address',
    {
      ...app,
      jwks_uri: 'https://app.example/jwks',
      require_signed_request_object: true,
      request_object_signing_alg: 'ES256',
    },
    [],
  ],
  [
    'one that must, without keys',
    { ...app, require_signed_request_object: true },
    ['require_signed_request_object requires jwks or jwks_uri'],
  ],
  [
    'an algorithm without keys',
    { ...app, request_object_signing_alg: 'ES256' },
    ['request_object_signing_alg requires jwks or jwks_uri'],
  ],
  [
    'an algorithm for which there is no key',
    { ...signing, request_object_signing_alg: 'RS256' },
    ['request_object_signing_alg requires a key for RS256 in jwks'],
  ],
  [
    'an algorithm that proves nothing',
    { ...signing, request_object_signing_alg: 'none' },
    ['request_object_signing_alg must be ES256, RS256, PS256 or EdDSA'],
  ],
])('reads %s', (_, record, problems) => {
  const read = readClient(record);
  expect('problems' in read ? read.problems : []).toEqual(problems);
});
