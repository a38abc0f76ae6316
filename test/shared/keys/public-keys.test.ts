import { generateKeyPairSync, type webcrypto } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { publicKeyProblem } from '../../../shared/keys/public-key-rules.ts';
import { openPublicKeys } from '../../../shared/keys/public-keys.ts';

async function publicJwk(alg: string, members: JWK = {}): Promise<JWK> {
  const { publicKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(publicKey)), ...members };
}

const ec = await publicJwk('ES256');
const rsa = await publicJwk('RS256');
const ed = await publicJwk('EdDSA');
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });

const nameOf = ({ algorithm }: CryptoKey) =>
  [algorithm.name, (algorithm as webcrypto.RsaHashedKeyAlgorithm).hash?.name].filter(Boolean).join(' ');
const algs = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519', 'HS256', 'RS384', 'ES384', 'none', '', '__proto__'];

async function fittingAlgs(jwk: unknown): Promise<Record<string, readonly string[]>> {
  const keys = await openPublicKeys({ keys: [jwk] });
  const found = algs.map((alg) => [alg, keys.fitting({ alg }).map(nameOf)] as const);
  return Object.fromEntries(found.filter(([, names]) => names.length > 0));
}

describe('a public key', () => {
  it.each<[string, unknown, Record<string, readonly string[]>]>([
    ['EC P-256', ec, { ES256: ['ECDSA'] }],
    ['RSA', rsa, { RS256: ['RSASSA-PKCS1-v1_5 SHA-256'], PS256: ['RSA-PSS SHA-256'] }],
    ['RSA with alg', { ...rsa, alg: 'PS256' }, { PS256: ['RSA-PSS SHA-256'] }],
    ['Ed25519', ed, { EdDSA: ['Ed25519'], Ed25519: ['Ed25519'] }],
    ['Ed25519 with the name of RFC 9864', { ...ed, alg: 'Ed25519' }, { EdDSA: ['Ed25519'], Ed25519: ['Ed25519'] }],
    ['one for signatures', { ...ec, use: 'sig', key_ops: ['verify'], x5t: 'x' }, { ES256: ['ECDSA'] }],
  ])('verifies the algorithms of its kind: %s', async (_name, jwk, expected) => {
    expect(publicKeyProblem(jwk)).toBeUndefined();
    expect(await fittingAlgs(jwk)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['symmetric', { kty: 'oct', k: 'c2VjcmV0' }, 'is symmetric, and everyone can read it'],
    ['private', { ...ec, d: 'x' }, 'has private members: replace the key, and publish the public members only'],
    ['for encryption', { ...rsa, use: 'enc' }, 'is not for signatures (use, key_ops)'],
    ['for other operations', { ...rsa, key_ops: ['encrypt'] }, 'is not for signatures (use, key_ops)'],
    ['with operations that are no list', { ...rsa, key_ops: 'verify' }, 'is not for signatures (use, key_ops)'],
    ['on another curve', p384, 'is not an EC key on P-256, an RSA key or an Ed25519 key (kty, crv)'],
    ['of an unknown kind', { kty: '__proto__' }, 'is not an EC key on P-256, an RSA key or an Ed25519 key (kty, crv)'],
    ['for another algorithm', { ...rsa, alg: 'RS512' }, 'is for an algorithm that is not accepted (alg)'],
    ['for HMAC', { ...rsa, alg: 'HS256' }, 'is for an algorithm that is not accepted (alg)'],
    ['for none', { ...ec, alg: 'none' }, 'is for an algorithm that is not accepted (alg)'],
    ['without a member', { kty: 'EC', crv: 'P-256', x: ec.x }, 'lacks members of its kind of key'],
    ['of 1,024 bits', shortRsa, 'does not have 2048 to 8192 bits (n)'],
    [
      'of 1,024 bits and many zeros',
      {
        ...shortRsa,
        n: Buffer.concat([Buffer.alloc(128), Buffer.from(shortRsa.n ?? '', 'base64url')]).toString('base64url'),
      },
      'does not have 2048 to 8192 bits (n)',
    ],
    [
      'of 16,384 bits',
      { ...rsa, n: Buffer.alloc(2048, 255).toString('base64url') },
      'does not have 2048 to 8192 bits (n)',
    ],
    ['with the exponent 1', { ...rsa, e: 'AQ' }, 'has an exponent that is not secure or not usual (e)'],
    ['with an even exponent', { ...rsa, e: 'AQAA' }, 'has an exponent that is not secure or not usual (e)'],
    ['with a huge exponent', { ...rsa, e: rsa.n }, 'has an exponent that is not secure or not usual (e)'],
    ['that is a text', 'key', 'is not a JSON object'],
    ['that is null', null, 'is not a JSON object'],
    ['that is a list', [], 'is not a JSON object'],
  ])('is left out, with a reason: %s', async (_name, jwk, problem) => {
    expect(publicKeyProblem(jwk)).toBe(problem);
    const keys = await openPublicKeys({ keys: [jwk, { ...ec, kid: 'good' }] });
    expect(keys.problems).toEqual(problem.includes('not for signatures') ? [] : [`key 1 ${problem}`]);
    expect(keys.names).toEqual(['good']);
    expect(keys.fitting({ alg: 'ES256' })).toHaveLength(1);
  });

  it('is left out if its point is not on the curve', async () => {
    const keys = await openPublicKeys({ keys: [{ ...ec, y: ec.x, kid: 'off' }] });
    expect(keys).toMatchObject({ names: [], problems: ['the key off cannot be imported'] });
  });
});

describe('a key set', () => {
  it('gives the keys with the kid of the header, and no others', async () => {
    const keys = await openPublicKeys({
      keys: [{ ...ec, kid: 'a' }, { ...(await publicJwk('ES256')), kid: 'b' }, await publicJwk('ES256')],
    });
    const sizes = ['a', 'b', 'c', '', undefined].map((kid) => keys.fitting({ kid, alg: 'ES256' }).length);
    expect(sizes).toEqual([1, 1, 0, 0, 3]);
    expect(keys.fitting({ kid: 'a', alg: 'RS256' })).toEqual([]);
  });

  it('gives five keys at most, with or without a kid', async () => {
    const keys = await openPublicKeys({ keys: Array(20).fill({ ...ec, kid: 'a' }) });
    expect(keys.fitting({ alg: 'ES256' })).toHaveLength(5);
    expect(keys.fitting({ kid: 'a', alg: 'ES256' })).toHaveLength(5);
  });

  it('has another fingerprint with other keys, and the same in another order', async () => {
    const [a, b] = [
      { ...ec, kid: 'a' },
      { ...(await publicJwk('ES256')), kid: 'b' },
    ];
    const fingerprint = async (...keys: readonly JWK[]) => (await openPublicKeys({ keys })).fingerprint;
    expect(await fingerprint(a, b)).toBe(await fingerprint(b, a));
    expect(await fingerprint(a, b)).not.toBe(await fingerprint(a));
    expect(await fingerprint(a)).not.toBe(await fingerprint({ ...b, kid: 'a' }));
  });

  it.each<[unknown, string]>([
    [{}, 'has no list of keys'],
    [{ keys: {} }, 'has no list of keys'],
    [[], 'has no list of keys'],
    [null, 'has no list of keys'],
    [{ keys: Array(101).fill(ec) }, 'has more than 100 keys'],
  ])('is refused if it is not one', async (set, problem) => {
    await expect(openPublicKeys(set)).rejects.toThrow(problem);
  });
});
