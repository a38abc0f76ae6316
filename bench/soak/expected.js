// What each request of the load must be answered.

/**
 * @typedef {object} Expected
 * @property {number} status
 * @property {readonly string[]} [members] of the JSON, all of them, in alphabetical order
 * @property {string} [error]
 * @property {number} [number] of the error
 * @property {RegExp} [text] in place of JSON
 */

/** @typedef {import('./client.js').Answer} Answer */

const tokenMembers = ['access_token', 'expires_in', 'scope', 'token_type'];

export const tokens = { status: 200, members: tokenMembers };
export const refreshable = { status: 200, members: [...tokenMembers, 'refresh_token'].sort() };
export const signedIn = { status: 200, members: [...tokenMembers, 'id_token', 'refresh_token'].sort() };
export const inactive = { status: 200, members: ['active'] };

const refusalMembers = [
  'correlation_id',
  'error',
  'error_codes',
  'error_description',
  'error_uri',
  'timestamp',
  'trace_id',
];

/** @param {number} status @param {string} error @param {number} number @returns {Expected} */
export function refusal(status, error, number) {
  const members = error === 'invalid_grant' ? [...refusalMembers, 'suberror'].sort() : refusalMembers;
  return { status, error, number, members };
}

/** @param {Answer} answer @param {Expected} expected @returns {string | undefined} what is wrong with the answer */
export function problemOf({ status, text }, { status: wanted, members, error, number, text: pattern }) {
  const short = text.slice(0, 500);
  if (status !== wanted) return `status ${status} in place of ${wanted}: ${short}`;
  if (pattern) return pattern.test(text) ? undefined : `another text than ${pattern}: ${short}`;
  const json = readJson(text);
  const found = Object.keys(json).sort().join(' ');
  if (members && found !== members.join(' ')) return `members ${found} in place of ${members.join(' ')}: ${short}`;
  if (json.error !== error) return `error ${json.error} in place of ${error}: ${short}`;
  if (number !== undefined && json.error_codes?.[0] !== number) return `no number ${number}: ${short}`;
  return undefined;
}

/** @param {Answer} answer @returns {string | undefined} why the service, or what it needs, could not be reached */
export function unavailabilityOf({ status, text, headers: { location = '' } }) {
  if (status === 0) return text;
  const error = new URL(location, 'http://localhost').searchParams.get('error');
  // RFC 6749 §4.1.2.1: a browser carries no 503 to an app.
  return status === 503 || error === 'temporarily_unavailable' ? '503' : undefined;
}

/** @param {string} text @returns {Record<string, any>} empty when it is none */
export function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
