// Requests that are refused, with the whole refusal.
import { randomBytes } from 'node:crypto';
import { refusal } from './expected.js';
import { basic, reports, secret } from './parties.js';

/** @typedef {import('./client.js').Request} Request */
/** @typedef {import('./expected.js').Expected} Expected */

/** Each from another address: after ten from one the answer is another. */
function elsewhere() {
  return { 'X-Forwarded-For': `10.${[...randomBytes(3)].join('.')}` };
}

const invalidClient = refusal(401, 'invalid_client', 70002);
const malformed = refusal(400, 'invalid_request', 9002313);

/** @param {Readonly<Record<string, string>>} form @param {Readonly<Record<string, string>>} headers @returns {Request} */
function asJob(form, headers = basic('job')) {
  return { path: '/token', form: { grant_type: 'client_credentials', ...form }, headers };
}

/** @param {string | Buffer} body @returns {Request} */
function raw(body, type = 'application/x-www-form-urlencoded') {
  return { path: '/token', body, headers: { 'Content-Type': type, ...basic('job') } };
}

/** @type {readonly { readonly request: () => Request, readonly expected: Expected }[]} */
export const mistakes = [
  {
    request: () => asJob({}, { ...basic('job', 'a-secret-that-is-none-of-this-client'), ...elsewhere() }),
    expected: invalidClient,
  },
  { request: () => asJob({}, { ...basic('nobody-knows-me'), ...elsewhere() }), expected: invalidClient },
  {
    request: () => asJob({ client_id: 'job', client_secret: `${secret}x` }, elsewhere()),
    expected: invalidClient,
  },
  { request: () => asJob({ grant_type: 'magic' }), expected: refusal(400, 'unsupported_grant_type', 70003) },
  { request: () => asJob({ grant_type: '' }), expected: refusal(400, 'invalid_request', 900144) },
  { request: () => asJob({ scope: 'reports.delete' }), expected: refusal(400, 'invalid_scope', 70011) },
  { request: () => asJob({ resource: 'https://elsewhere.example' }), expected: refusal(400, 'invalid_target', 50001) },
  {
    request: () => asJob({ grant_type: 'refresh_token', refresh_token: 'x' }),
    expected: refusal(400, 'unauthorized_client', 70001),
  },
  {
    request: () => asJob({ grant_type: 'refresh_token', refresh_token: 'x.y.z' }, basic('app')),
    expected: refusal(400, 'invalid_grant', 70000),
  },
  { request: () => raw('grant_type=client_credentials&scope=a&scope=b'), expected: malformed },
  { request: () => raw(Buffer.from('grant_type=client_credentials&scope=\xff', 'latin1')), expected: malformed },
  { request: () => raw('{"grant_type":"client_credentials"}', 'application/json'), expected: malformed },
  { request: () => raw('x'.repeat(70_000)), expected: refusal(413, 'invalid_request', 990002) },
  { request: () => ({ path: '/token' }), expected: refusal(405, 'invalid_request', 900561) },
  {
    request: () => ({ path: '/introspect', form: { token: 'x' } }),
    expected: refusal(401, 'invalid_client', 7000218),
  },
  {
    request: () => ({ path: '/userinfo', headers: { Authorization: 'Bearer x.y.z' } }),
    expected: refusal(401, 'invalid_token', 50027),
  },
  {
    request: () => ({ path: `/authorize?${new URLSearchParams({ client_id: 'nobody-knows-me', resource: reports })}` }),
    expected: { status: 400, text: /700016/ },
  },
  { request: () => ({ path: '/no-such-page' }), expected: refusal(404, 'invalid_request', 990075) },
];
