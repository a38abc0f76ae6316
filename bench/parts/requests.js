// What the parts send.
import { basic, secret } from '../soak/parties.js';

/** @typedef {import('../measure/load.js').Load} Load */

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** @param {string} client @param {string} [of] its secret */
export function headersOf(client, of = secret) {
  return { ...form, authorization: basic(client, of).Authorization };
}

/** @param {Readonly<Record<string, string>>} members */
export function formOf(members) {
  return new URLSearchParams(members).toString();
}

const clientCredentials = { grant_type: 'client_credentials', scope: 'reports.read' };

/** @type {Load} */
export const tokenLoad = {
  method: 'POST',
  path: '/token',
  headers: headersOf('job'),
  body: formOf(clientCredentials),
  statuses: [200],
  mark: '"access_token":"',
};

/** OpenAuth takes the credentials from the form. @type {Load} */
export const tokenLoadOfOpenAuth = {
  ...tokenLoad,
  headers: form,
  body: formOf({ ...clientCredentials, provider: 'jobs', client_id: 'job', client_secret: secret }),
};
