import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClient } from '../../../shared/clients/read-client.ts';
import { keyed, newTestKey } from '../../support/assertions.ts';
import { job, native } from '../../support/clients.ts';

function problemsOf(record: unknown): unknown {
  const read = readClient(record);
  return 'problems' in read ? read.problems : [];
}

const { jwk: ec, privateKey } = newTestKey('ES256', 'a');
const { jwk: rsa } = newTestKey('RS256', 'b');
const { jwk: ed } = newTestKey('EdDSA', 'c');
const withKeys = (...keys: unknown[]) => ({ ...keyed, jwks: { keys } });
const disclosed = 'jwks.keys.0 has private members: replace the key, and publish the public members only';
const types = 'jwks.keys.0 is not an EC key on P-256, an RSA key or an Ed25519 key (kty, crv)';
const exponent = 'jwks.keys.0 has an exponent that is not secure or not usual (e)';
const point = 'jwks.keys.0 is not a point of its curve';

function publicJwk(type: string, options: object): object {
  return generateKeyPairSync(type as 'ec', options as { namedCurve: string }).publicKey.export({ format: 'jwk' });
}

describe('the keys of a client record', () => {
  it.each([
    ['one of each type', [ec, rsa, ed]],
    ['of 8,192 bits at most', [publicJwk('rsa', { modulusLength: 3072 })]],
    ['with a use and operations', [{ ...ec, use: 'sig', key_ops: ['verify'], alg: 'ES256' }]],
    ['with members that only others know', [{ ...ec, x5t: 'x', iat: 7 }]],
  ])('may be %s', (_name, keys) => {
    expect(problemsOf(withKeys(...keys))).toEqual([]);
  });

  it('belong to any method, since they verify request objects too', () => {
    expect(problemsOf({ ...job, jwks: { keys: [ec] } })).toEqual([]);
    expect(problemsOf({ ...native, jwks: { keys: [ec] } })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['private', privateKey.export({ format: 'jwk' }), disclosed],
    ['symmetric', { kty: 'oct', k: 'AAAA' }, 'jwks.keys.0 is symmetric, and everyone can read it'],
    ['partly private', { ...rsa, q: 'AQAB' }, disclosed],
    ['short', publicJwk('rsa', { modulusLength: 1024 }), 'jwks.keys.0 does not have 2048 to 8192 bits (n)'],
    ['an RSA key that everyone can use', { ...rsa, e: 'AQ' }, exponent],
    ['an RSA key with an even exponent', { ...rsa, e: 'Ag' }, exponent],
    ['an RSA key with a huge exponent', { ...rsa, e: 'AQAAAAE' }, exponent],
    ['on another curve', publicJwk('ec', { namedCurve: 'P-384' }), types],
    ['of another kind', publicJwk('ed448', {}), types],
    ['of no kind', {}, types],
    ['of an inherited kind', { kty: 'constructor' }, types],
    ['not on its curve', { ...ec, x: ec.y }, point],
    ['without a parameter', { ...ec, x: undefined }, 'jwks.keys.0 lacks members of its kind of key'],
    ['for another alg', { ...ec, alg: 'RS256' }, 'jwks.keys.0 is for an algorithm that is not accepted (alg)'],
    ['for encryption', { ...rsa, use: 'enc' }, 'jwks.keys.0 is not for signatures (use, key_ops)'],
    ['for signing', { ...rsa, key_ops: ['sign'] }, 'jwks.keys.0 is not for signatures (use, key_ops)'],
    ['named by a number', { ...ec, kid: 7 }, 'jwks has a kid that is not a text of 1 to 256 characters'],
    ['named by nothing', { ...ec, kid: '' }, 'jwks has a kid that is not a text of 1 to 256 characters'],
  ])('may not be %s', (_name, key, problem) => {
    expect(problemsOf(withKeys(key))).toEqual([problem]);
  });

  it.each<[string, object, string]>([
    ['no keys', withKeys(), 'jwks.keys must be a list of 1 to 20 public keys'],
    ['too many', withKeys(...Array(21).fill(ec)), 'jwks.keys must be a list of 1 to 20 public keys'],
    ['a list', { ...keyed, jwks: [ec] }, 'jwks must be a JWK Set of public keys (RFC 7517)'],
    [
      'nothing',
      { ...keyed, jwks: undefined },
      'jwks or jwks_uri or federated_credentials is missing (or say token_endpoint_auth_method none)',
    ],
    ['in two places', { ...keyed, jwks_uri: 'https://app.example/jwks' }, 'jwks must not be combined with jwks_uri'],
    [
      'one kid twice',
      withKeys(ec, { ...ed, kid: 'a' }),
      'jwks has several keys, so each must have a kid that no other has',
    ],
    [
      'a key without kid',
      withKeys(ec, { ...ed, kid: undefined }),
      'jwks has several keys, so each must have a kid that no other has',
    ],
    ['none for its alg', { ...withKeys(ec), token_endpoint_auth_signing_alg: 'EdDSA' }, 'jwks has no key for EdDSA'],
    [
      'an alg without assertions',
      { ...job, token_endpoint_auth_signing_alg: 'ES256' },
      'token_endpoint_auth_signing_alg requires token_endpoint_auth_method private_key_jwt',
    ],
    [
      'a secret beside them',
      { ...keyed, client_secret: 'x'.repeat(32) },
      'token_endpoint_auth_method private_key_jwt must not be combined with client_secret',
    ],
  ])('may not be %s', (_name, record, problem) => {
    expect(problemsOf(record)).toEqual([problem]);
  });

  it.each([
    'https://app.example/jwks',
    'https://app.example:8443/jwks?tenant=a',
    'http://localhost:5000/jwks',
    'http://[::1]/jwks',
  ])('may be at %s', (uri) => {
    expect(problemsOf({ ...keyed, jwks: undefined, jwks_uri: uri })).toEqual([]);
  });

  it.each(['http://app.example/jwks', 'https://a:b@app.example/jwks', 'https://@', 'http://10.0.0.1/jwks'])(
    'may not be at %s',
    (uri) => {
      expect(problemsOf({ ...keyed, jwks: undefined, jwks_uri: uri })).toEqual([
        'jwks_uri must be an https URL without user name, password and fragment; http is only for localhost, 127.0.0.1 and [::1]',
      ]);
    },
  );

  it.each(['ftp://app.example/jwks', 'https://app.example/jwks#a', '/jwks', 7])('may not be at %s at all', (uri) => {
    expect(problemsOf({ ...keyed, jwks: undefined, jwks_uri: uri })).toEqual([
      'jwks_uri must be an https URL without fragment',
    ]);
  });

  it('may be any JSON, and never throw', () => {
    const member = fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'alg', 'use', 'key_ops', 'kid');
    const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('RSA', 'EC', 'OKP', 'P-256', 'Ed25519'));
    fc.assert(
      fc.property(fc.dictionary(member, value), fc.constantFrom(ec, rsa, ed, {}), (changes, key) => {
        expect(Array.isArray(problemsOf(withKeys({ ...key, ...changes })))).toBe(true);
      }),
    );
  });
});
