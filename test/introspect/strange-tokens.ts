// Strings that look like tokens of this server, and that /revoke and /introspect must not accept.
import { createPublicKey } from 'node:crypto';
import { decodeJwt, exportSPKI, generateKeyPair, importJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { redeem, refreshClaims } from '../support/grants.ts';
import { startServer, type TestServer, testKeyRing } from '../support/server.ts';

/** The material of a forger: the tokens of a live grant, and here even the keys. */
export interface Material {
  readonly server: TestServer;
  readonly accessToken: string;
  readonly refreshToken: string;
}

type Maker = (material: Material) => Promise<string>;

async function keyOf(alg: string): Promise<KeyRingRecord['signing'][number]> {
  const found = (await testKeyRing()).signing.find((key) => key.alg === alg);
  if (!found) throw new Error(`no key for ${alg}`);
  return found;
}

/** Signs the claims of the access token again with the server's key. Without changes, the result is a valid token. */
export async function signAgain(
  { accessToken }: Pick<Material, 'accessToken'>,
  header: Readonly<Record<string, unknown>> = {},
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { kid, alg, key } = await keyOf('ES256');
  const headers = { typ: 'at+jwt', alg, kid, ...header } as JWTHeaderParameters;
  const jwt = new SignJWT({ ...decodeJwt(accessToken), ...claims }).setProtectedHeader(headers);
  // The signer must support every critical header.
  return jwt.sign(await importJWK(key, alg), { crit: { 'x-new': true } });
}

function withHeader(header: Readonly<Record<string, unknown>>): Maker {
  return (material) => signAgain(material, header);
}

function unsigned(header: object, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode(claims)}.`;
}

async function elsewhere(kind: 'access_token' | 'refresh_token'): Promise<string> {
  const other = await startServer({ environment: { ISSUER: 'https://other.example' } });
  try {
    return (await redeem(other, await other.issueCode('web'))).json[kind];
  } finally {
    await other.close();
  }
}

export const strangeTokens: Readonly<Record<string, Maker>> = {
  'an id token': async ({ server }) => {
    const code = await server.issueCode('web', { scope: ['openid', 'reports.read'] });
    return (await redeem(server, code)).json.id_token;
  },
  'a code': ({ server }) => server.issueCode('web'),
  'an access token of another issuer with the same keys': () => elsewhere('access_token'),
  'a refresh token of another issuer with the same keys': () => elsewhere('refresh_token'),
  'an access token whose iss was changed': (material) => signAgain(material, {}, { iss: 'https://issuer.example/' }),
  'an access token without iss': (material) => signAgain(material, {}, { iss: undefined }),
  'an access token without typ': withHeader({ typ: undefined }),
  'an access token that says it is an id token': withHeader({ typ: 'JWT' }),
  'an access token that says it is a refresh token': withHeader({ typ: 'refresh+jwt' }),
  'an access token without kid': withHeader({ kid: undefined }),
  'an access token with a kid that nobody has': withHeader({ kid: 'gone' }),
  'an access token with the kid of another key': async (material) =>
    signAgain(material, { kid: (await keyOf('EdDSA')).kid }),
  'an access token with jku': withHeader({ jku: 'https://issuer.example/jwks' }),
  'an access token with x5u': withHeader({ x5u: 'https://issuer.example/x5u' }),
  'an access token with x5c': withHeader({ x5c: [] }),
  'an access token with zip': withHeader({ zip: 'DEF' }),
  'an access token with crit': withHeader({ crit: ['x-new'], 'x-new': true }),
  'an access token that brings its own key': async ({ accessToken }) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { kid } = await keyOf('ES256');
    const {
      kty = '',
      crv,
      x,
      y,
    } = createPublicKey(await exportSPKI(publicKey)).export({ format: 'jwk' }) as Record<string, string>;
    const header = { typ: 'at+jwt', alg: 'ES256', kid, jwk: { kty, crv, x, y } } as JWTHeaderParameters;
    return new SignJWT(decodeJwt(accessToken)).setProtectedHeader(header).sign(privateKey);
  },
  'an access token that another key signed': async ({ accessToken }) => {
    const { privateKey } = await generateKeyPair('ES256');
    const { kid } = await keyOf('ES256');
    return new SignJWT(decodeJwt(accessToken))
      .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', kid })
      .sign(privateKey);
  },
  'an access token by another algorithm with the same RSA key': async ({ accessToken }) => {
    const { kid, key } = await keyOf('RS256');
    const header = { typ: 'at+jwt', alg: 'PS256', kid };
    return new SignJWT(decodeJwt(accessToken)).setProtectedHeader(header).sign(await importJWK(key, 'PS256'));
  },
  'an access token whose secret is the public key': async ({ accessToken }) => {
    const { kid, key } = await keyOf('RS256');
    const pem = createPublicKey({ key: { kty: 'RSA', n: key.n ?? '', e: key.e ?? '' }, format: 'jwk' });
    const secret = Buffer.from(pem.export({ format: 'pem', type: 'spki' }));
    const header = { typ: 'at+jwt', alg: 'HS256', kid };
    return new SignJWT(decodeJwt(accessToken)).setProtectedHeader(header).sign(secret);
  },
  'an access token that nobody signed': async ({ accessToken }) => {
    const { kid } = await keyOf('ES256');
    return unsigned({ typ: 'at+jwt', alg: 'none', kid }, decodeJwt(accessToken));
  },
  'a refresh token that nobody signed': async ({ refreshToken }) =>
    unsigned({ typ: 'refresh+jwt', alg: 'none' }, refreshClaims(refreshToken)),
  'a refresh token by the key of access tokens': async ({ refreshToken }) => {
    const { kid, key } = await keyOf('ES256');
    const header = { typ: 'refresh+jwt', alg: 'ES256', kid };
    return new SignJWT({ ...refreshClaims(refreshToken) })
      .setProtectedHeader(header)
      .sign(await importJWK(key, 'ES256'));
  },
  'an access token with its end cut off': async ({ accessToken }) => accessToken.slice(0, -1),
  'a refresh token with a letter more': async ({ refreshToken }) => `${refreshToken}A`,
  'the id of the grant': async ({ refreshToken }) => refreshClaims(refreshToken).grant_id,
  'the jti of the access token': async ({ accessToken }) => decodeJwt(accessToken).jti ?? '',
  'sixty thousand letters': async () => 'a'.repeat(60_000),
  'sixty thousand dots': async () => '.'.repeat(60_000),
  'a header that is nested ten thousand deep': async () =>
    `${Buffer.from('[{"a":'.repeat(5_000)).toString('base64url')}.e30.x`,
  'letters of many languages': async () => 'é😀\u2028\ud800ﷺ',
  'a blank': async () => ' ',
};
