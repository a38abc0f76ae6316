// A login app for tests: reads the challenge in the address that it is called with, and answers as the test says.
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { expect } from 'vitest';
import type { Person, Place } from './person.ts';
import { issuer } from './server.ts';

export const loginUrl = 'https://login.example/start';

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });

export const loginJwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'login-1', alg: 'ES256' }] };

/** The settings of a service whose users sign in there. */
export const handoffSettings = {
  SIGN_IN: 'handoff',
  HANDOFF_URL: loginUrl,
  HANDOFF_JWKS: JSON.stringify(loginJwks),
};

export interface Challenge {
  readonly text: string;
  readonly state: string;
  readonly claims: JWTPayload;
}

/** Checks that the browser was sent to the login app. */
export function challengeOf(place: Place): Challenge {
  expect(place.status, place.text).toBe(303);
  expect(`${place.url.origin}${place.url.pathname}`).toBe(loginUrl);
  const { challenge: text = '', state = '', ...others } = Object.fromEntries(place.url.searchParams);
  expect(others).toEqual({});
  return { text, state, claims: decodeJwt(text) };
}

export interface ResultOptions {
  /** Over those of a good result; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: Parameters<SignJWT['sign']>[0];
}

/** A result at the moment of the challenge. */
export async function signResult(
  { claims: { iat = 0, jti } }: Pick<Challenge, 'claims'>,
  { claims = {}, header = {}, key = privateKey }: ResultOptions = {},
): Promise<string> {
  const good = { iss: loginUrl, aud: issuer, challenge: jti, sub: 'employee-1', iat, exp: iat + 60, ...claims };
  const payload = Object.fromEntries(Object.entries(good).filter(([, value]) => value !== undefined));
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', typ: 'handoff-result+jwt', kid: 'login-1', ...header })
    .sign(key);
}

export function resultPath(state: string, result: string): string {
  return `/handoff?${new URLSearchParams({ state, result })}`;
}

/** Comes back from the login app in the same browser. */
export async function comeBack(person: Person, place: Place, options: ResultOptions = {}): Promise<Place> {
  const challenge = challengeOf(place);
  return person.open(resultPath(challenge.state, await signResult(challenge, options)));
}
