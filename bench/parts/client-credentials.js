// One signed access token for a client that authenticates with a secret.
import { basic, formOf } from '../measure/requests.js';
import { compare } from '../measure/rounds.js';
import {
  fixedFunction,
  mockServer,
  oauth2Server,
  oidcProvider,
  openAuth,
  signatureOnNodeHttp,
  signingFunction,
  tessera,
  tesseraOnNodeHttp,
} from '../measure/servers.js';

/** @typedef {import('../measure/load.js').Load} Load */

const id = 'demo-job';
const secret = 'demo-job-secret-for-local-use-only';
const grant = { grant_type: 'client_credentials', scope: 'reports.read' };

/** @type {Load} */
const load = {
  method: 'POST',
  path: '/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(id, secret) },
  body: formOf(grant),
  status: 200,
  mark: '"access_token":"',
};

/** OpenAuth takes the credentials from the form. @type {Load} */
const loadOfOpenAuth = {
  ...load,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: formOf({ ...grant, provider: 'jobs', client_id: id, client_secret: secret }),
};

/** @param {import('../measure/rounds.js').Plan} plan */
export function clientCredentials(plan) {
  const servers = [
    tessera,
    fixedFunction,
    signingFunction,
    tesseraOnNodeHttp,
    signatureOnNodeHttp,
    oidcProvider,
    oauth2Server,
    openAuth,
    mockServer,
  ];
  const contestants = servers.map((server) => ({ server, load: () => (server === openAuth ? loadOfOpenAuth : load) }));
  return compare(contestants, plan);
}
