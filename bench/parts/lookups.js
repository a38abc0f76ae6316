// Parts about what APIs ask for.
import { compare } from '../measure/rounds.js';
import { oidcProvider, tessera } from '../measure/servers.js';
import { formOf, headersOf, tokenLoad } from './requests.js';

/** @typedef {import('../measure/rounds.js').Plan} Plan */

/** @param {Plan} plan */
export function introspect(plan) {
  return compare(
    [
      { server: tessera, load: ({ origin }) => introspectionLoad(origin, '/introspect', 'api', {}) },
      // It introspects only what it has stored.
      {
        server: oidcProvider,
        load: ({ origin }) =>
          introspectionLoad(origin, '/token/introspection', 'job', { resource: 'https://opaque.example' }),
      },
    ],
    plan,
  );
}

/** @param {string} origin @param {string} path @param {string} client that asks @param {Record<string, string>} more for the token */
async function introspectionLoad(origin, path, client, more) {
  const form = formOf({ grant_type: 'client_credentials', scope: 'reports.read', ...more });
  const response = await fetch(`${origin}/token`, { method: 'POST', headers: headersOf('job'), body: form });
  const { access_token: token } = JSON.parse(await response.text());
  return { ...tokenLoad, path, headers: headersOf(client), body: formOf({ token }), mark: '"active":true' };
}

/** @param {Plan} plan */
export function jwks(plan) {
  const load = {
    ...tokenLoad,
    method: /** @type {const} */ ('GET'),
    path: '/jwks',
    headers: {},
    body: '',
    mark: '"kid"',
  };
  return compare(
    [tessera, oidcProvider].map((server) => ({ server, load: () => load })),
    plan,
  );
}
