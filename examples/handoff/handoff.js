// What a login app has to do for SIGN_IN=handoff: verify challenges, and sign results. Copy this file into your own app.
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';

/**
 * @typedef {object} Parties
 * @property {string} issuer the token service, as in its ISSUER
 * @property {string} url this app, as in HANDOFF_URL
 */

/**
 * @typedef {object} Challenge
 * @property {string} jti goes into the result as `challenge`
 * @property {number} iat seconds since 1970
 * @property {string} client_name the app that the user wants to get into: a text of strangers, to be escaped
 * @property {string} [prompt] `login`: ask for the credentials again · `select_account`: let the user choose
 * @property {number} [max_age] seconds: how old the sign-in may be
 * @property {string} [login_hint] a text of strangers
 */

/** Seconds: a challenge is opened within ten minutes, and the user may then take half an hour, as the service allows. */
const timeForTheUser = 1200;

/** @param {Parties} parties */
export function challengeReader({ issuer, url }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  /**
   * Fails for anything but a challenge of this service for this app.
   * @param {string} challenge from the query @param {{ isOpened?: boolean }} [page] whether the page was shown before
   * @returns {Promise<Challenge>}
   */
  return async (challenge, { isOpened = false } = {}) => {
    const { payload } = await jwtVerify(challenge, keys, {
      typ: 'handoff-challenge+jwt',
      algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      issuer,
      audience: url,
      requiredClaims: ['iat', 'exp', 'jti'],
      clockTolerance: isOpened ? timeForTheUser : 15,
    });
    return /** @type {any} */ (payload);
  };
}

/**
 * The address that answers a challenge. It is made of the configured issuer, never of something in the request.
 * @param {string} challenge its `jti` @param {string | null} state as it came with the challenge
 * @param {Readonly<Record<string, unknown>>} claims `sub` with what is known of the user, or `error`
 * @param {Parties & { key: import('jose').CryptoKey, kid: string }} signer
 */
export async function answerAddress(challenge, state, claims, { issuer, url, key, kid }) {
  const result = await new SignJWT({ ...claims, challenge })
    .setProtectedHeader({ alg: 'ES256', typ: 'handoff-result+jwt', kid })
    .setIssuer(url)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('1 minute')
    .sign(key);
  return `${issuer}/handoff?${new URLSearchParams({ state: state ?? '', result })}`;
}
