// One answer looked at as a whole, before and after each round; the load generator checks status and mark of every other.
import assert from 'node:assert/strict';
import { decodeJwt, decodeProtectedHeader } from 'jose';

/** @typedef {import('./load.js').Load} Load */

/** @param {string} origin @param {Load} load @param {string | undefined} token that is sent @throws {Error} for an answer that no client would take */
export async function checkAnswer(origin, { method, path, headers, body, statuses, mark }, token = '') {
  const sent = method === 'POST' ? { body: body.replace('TOKEN', token) } : {};
  const response = await fetch(origin + path, { method, headers, ...sent });
  const text = await response.text();
  assert.ok(statuses.includes(response.status), `${response.status} ${text}`);
  assert.ok(text.includes(mark), text);
  const answer = JSON.parse(text);
  // That of the fixed function is no JWT.
  if (answer.access_token?.includes('.')) checkAccessToken(answer.access_token);
}

/** @param {string} token */
function checkAccessToken(token) {
  assert.equal(decodeProtectedHeader(token).alg, 'ES256');
  const { iss, exp = 0 } = decodeJwt(token);
  assert.ok(iss !== undefined && exp > Date.now() / 1000, token);
}
