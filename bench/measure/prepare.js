// Codes and refresh tokens for a round, each of a grant of its own.
import { createHash, randomBytes } from 'node:crypto';
import { openClient } from '../soak/client.js';
import { basic, redirectUri } from '../soak/parties.js';
import { codeFor, signIn } from '../soak/people.js';

/** RFC 7636 §4.1; one for all codes. */
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

/** What is sent to redeem a code, which TOKEN stands for. */
export const redemption = {
  grant_type: 'authorization_code',
  redirect_uri: redirectUri,
  code_verifier: verifier,
  code: 'TOKEN',
};

/** At once, on the way to codes. */
const browsers = 8;

/** As a browser gets them, whose user has signed in. @param {string} origin of Tessera @param {number} count @returns {Promise<readonly string[]>} */
export async function codesOf(origin, count) {
  const { send, close } = openClient(origin, browsers);
  const issuer = origin.replace('127.0.0.1', 'localhost');
  try {
    const browser = await signIn({ issuer, go: send });
    /** @type {string[]} */
    const codes = [];
    let asked = 0;
    const walk = async () => {
      while (asked++ < count) codes.push(await codeFor({ browser, go: send }, 'app', challenge));
    };
    await Promise.all(Array.from({ length: browsers }, walk));
    return codes;
  } finally {
    close();
  }
}

/** @param {string} origin of Tessera @param {number} count @returns {Promise<readonly string[]>} */
export async function refreshTokensOf(origin, count) {
  const { send, close } = openClient(origin, browsers);
  try {
    const codes = await codesOf(origin, count);
    return await Promise.all(
      codes.map(async (code) => {
        const { status, text } = await send({ path: '/token', form: { ...redemption, code }, headers: basic('app') });
        if (status !== 200) throw new Error(`${status} ${text}`);
        return JSON.parse(text).refresh_token;
      }),
    );
  } finally {
    close();
  }
}

/** Made by oidc-provider itself. @param {string} origin @param {'code' | 'refresh'} kind @param {number} count @returns {Promise<readonly string[]>} */
export async function preparedBy(origin, kind, count) {
  const response = await fetch(`${origin}/prepared?${new URLSearchParams({ kind, challenge, count: String(count) })}`);
  if (!response.ok) throw new Error(await response.text());
  return JSON.parse(await response.text());
}

/** @template T @param {readonly T[]} values @param {number} count of the groups @returns {readonly (readonly T[])[]} */
export function dealt(values, count) {
  return Array.from({ length: count }, (_, index) => values.filter((_value, at) => at % count === index));
}
