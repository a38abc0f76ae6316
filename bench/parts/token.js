// Parts about tokens for clients alone, and about what a refusal costs.
import { compare } from '../measure/rounds.js';
import { allServers, oidcProvider, openAuth, tessera, tesseraOnNodeHttp } from '../measure/servers.js';
import { formOf, headersOf, tokenLoad, tokenLoadOfOpenAuth } from './requests.js';

/** @typedef {import('../measure/rounds.js').Plan} Plan */

/** @param {Plan} plan */
export function clientCredentials(plan) {
  return compare(
    allServers.map((server) => ({ server, load: () => (server === openAuth ? tokenLoadOfOpenAuth : tokenLoad) })),
    plan,
  );
}

/** Soon Tessera answers 429, since too many wrong secrets come from one address: what an attack costs. @param {Plan} plan */
export function wrongSecret(plan) {
  const load = {
    ...tokenLoad,
    headers: headersOf('job', 'not-the-secret-of-this-client-at-all'),
    statuses: [401, 429],
    mark: '"error":"',
  };
  return compare(
    [tessera, tesseraOnNodeHttp, oidcProvider].map((server) => ({ server, load: () => load })),
    plan,
  );
}

/** @param {Plan} plan */
export function unknownGrant(plan) {
  const load = {
    ...tokenLoad,
    body: formOf({ grant_type: 'urn:example:unknown' }),
    statuses: [400],
    mark: '"error":"unsupported_grant_type"',
  };
  return compare(
    [tessera, tesseraOnNodeHttp, oidcProvider].map((server) => ({ server, load: () => load })),
    plan,
  );
}
