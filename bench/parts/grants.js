// Parts about grants of users: each connection has its own.
import { connections } from '../measure/load.js';
import { codesOf, dealt, preparedBy, redemption, refreshTokensOf } from '../measure/prepare.js';
import { compare } from '../measure/rounds.js';
import { oidcProvider, tessera } from '../measure/servers.js';
import { formOf, headersOf, tokenLoad } from './requests.js';

/** @typedef {import('../measure/rounds.js').Plan} Plan */
/** @typedef {import('../measure/load.js').Load} Load */

/** One more than there are connections, for the answers that are looked at as a whole before and after a round. */
export const chains = connections + 2;

/** @type {Load} */
export const refreshLoad = {
  ...tokenLoad,
  headers: headersOf('app'),
  body: formOf({ grant_type: 'refresh_token', refresh_token: 'TOKEN' }),
  mark: '"refresh_token":"',
  chain: true,
};

/** @param {Plan} plan */
export function refresh(plan) {
  return compare(
    [
      {
        server: tessera,
        load: async ({ origin }) => ({ ...refreshLoad, tokens: dealt(await refreshTokensOf(origin, chains), chains) }),
      },
      {
        server: oidcProvider,
        load: async ({ origin }) => ({
          ...refreshLoad,
          tokens: dealt(await preparedBy(origin, 'refresh', chains), chains),
        }),
      },
    ],
    plan,
  );
}

/** For each connection and second: what is left of a round without codes counts for nothing. */
const codesPerSecond = 20;

/** @param {Plan} plan */
export function redeem(plan) {
  const count = chains * codesPerSecond * plan.seconds;
  /** @param {readonly string[]} codes @returns {Load} */
  const loadOf = (codes) => ({
    ...tokenLoad,
    headers: headersOf('app'),
    body: formOf(redemption),
    mark: '"refresh_token":"',
    tokens: dealt(codes, chains),
  });
  return compare(
    [
      { server: tessera, load: async ({ origin }) => loadOf(await codesOf(origin, count)) },
      { server: oidcProvider, load: async ({ origin }) => loadOf(await preparedBy(origin, 'code', count)) },
    ],
    plan,
  );
}
