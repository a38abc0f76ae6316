// What users do on the pages of the service.
import { openBrowser } from './browser.js';
import { redirectUri, user } from './parties.js';

/** @typedef {import('./journeys.js').Actor} Actor */
/** @typedef {import('./browser.js').Place} Place */

/** @param {string} client @param {string} challenge */
function authorizePath(client, challenge) {
  const query = {
    response_type: 'code',
    client_id: client,
    redirect_uri: redirectUri,
    scope: 'openid profile reports.read',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  return `/authorize?${new URLSearchParams(query)}`;
}

/** @param {Pick<Actor, 'browser' | 'go'>} actor @param {string} client @param {string} challenge @returns {Promise<string>} @throws {Error} */
export async function codeFor({ browser, go }, client, challenge) {
  return codeAt(await browser.open(authorizePath(client, challenge), go));
}

/** @param {Place} place */
function codeAt({ status, at, text }) {
  const { origin, searchParams } = new URL(at);
  const code = searchParams.get('code');
  if (status === 303 && origin === new URL(redirectUri).origin && code && searchParams.get('state') === 'the-state') {
    return code;
  }
  throw new Error(`no code, but ${status} at ${at}: ${text.slice(0, 500)}`);
}

/** Signs in on the page, in a new browser, which it returns. @param {Pick<Actor, 'issuer' | 'go'>} actor */
export async function signIn({ issuer, go }) {
  const browser = openBrowser(issuer);
  const page = await browser.open(authorizePath('app', 'x'.repeat(43)), go);
  codeAt(await browser.submit(page, /^Sign in$/, user, go));
  return browser;
}

/** Allows what a device asks for. @param {Actor} actor @param {string} userCode */
export async function decide({ browser, go }, userCode) {
  const page = await browser.open('/device', go);
  const account = await browser.submit(page, /^Continue$/, { user_code: userCode }, go);
  const question = await browser.submit(account, /^Continue as/, {}, go);
  const done = await browser.submit(question, /^Allow$/, {}, go);
  if (done.status !== 200) throw new Error(`no end of the device's sign-in, but ${done.status}: ${done.text}`);
}
