// Client assertions of the tests, and clients that send them.
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { job } from './clients.ts';
import { postForm, type Served, type TestAnswer } from './request.ts';
import { issuer } from './server.ts';

export interface TestKey {
  readonly alg: string;
  readonly kid?: string;
  readonly privateKey: KeyObject;
  /** The public JWK, for a client record. */
  readonly jwk: Record<string, unknown>;
}

export function newTestKey(alg: 'ES256' | 'RS256' | 'PS256' | 'EdDSA', kid?: string, rsaBits = 2048): TestKey {
  const { publicKey, privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const named = kid === undefined ? {} : { kid };
  return { alg, ...named, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), ...named } };
}

export const ownKey = newTestKey('ES256');

const { client_secret: _, ...secretless } = job;

/** A job that signs assertions with `ownKey`. */
export const keyed = {
  ...secretless,
  client_id: 'keyed-report',
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [ownKey.jwk] },
};

export interface AssertionParts {
  /** Of the client; others in place of them, or none for undefined. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: TestKey;
}

/** What a good client sends now; every part can be changed. @param now seconds since the epoch */
export function signAssertion(
  now: number,
  { claims = {}, header = {}, key = ownKey }: AssertionParts = {},
): Promise<string> {
  const good = { iss: keyed.client_id, sub: keyed.client_id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 };
  const named = key.kid === undefined ? {} : { kid: key.kid };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: key.alg, ...named, ...header })
    .sign(key.privateKey);
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Form = Readonly<Record<string, string>>;

/** At /token, for the client itself; elsewhere with the parameters of the endpoint. */
export function postAssertion(
  server: Served,
  assertion: string,
  form: Form = {},
  path = '/token',
): Promise<TestAnswer> {
  return postForm(server, path, {
    ...(path === '/token' && { grant_type: 'client_credentials' }),
    client_assertion_type: assertionType,
    client_assertion: assertion,
    ...form,
  });
}
