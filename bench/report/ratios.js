// What must be reached, as ratios within one run: what else the machine does falls on both sides.

/** @typedef {import('../measure/rounds.js').Measured} Measured */
/** @typedef {Readonly<Record<string, readonly Measured[]>>} Results by the name of the part */

/**
 * @typedef {object} Ratio
 * @property {string} what
 * @property {string} part
 * @property {string} of the server
 * @property {string} to the server that it is compared with
 * @property {number} target
 * @property {'rate' | 'p99'} [figure] `rate`: requests per second, at least the target; `p99`: at most
 */

const direct = 'tessera-on-node-http';

/** @type {readonly Ratio[]} */
export const ratios = [
  ofClientCredentials(
    'Tessera against a function with one jose signature, both on the embedded host',
    'tessera',
    'signing-function',
    0.9,
  ),
  ofClientCredentials(
    '… against the same function with `@azure/functions` as published',
    'tessera',
    'published-function',
    0.9,
  ),
  ofClientCredentials(
    'Tessera on the embedded host against `oidc-provider` on bare `node:http`',
    'tessera',
    'oidc-provider',
    1,
  ),
  ofClientCredentials(
    'the token endpoint against one jose signature, both on bare `node:http`',
    direct,
    'signature-on-node-http',
    0.85,
  ),
  ofClientCredentials('… against `@node-oauth/oauth2-server`', direct, 'oauth2-server', 1.1),
  ofClientCredentials('… against `oidc-provider`', direct, 'oidc-provider', 2.2),
  ofClientCredentials('… against `@openauthjs/openauth`', direct, 'openauth', 3.7),
  ofClientCredentials('… against `oauth2-mock-server`', direct, 'oauth2-mock-server', 4.4),
  {
    ...ofClientCredentials(
      'p99 of Tessera against the function with one jose signature',
      'tessera',
      'signing-function',
      1.3,
    ),
    figure: 'p99',
  },
  {
    what: '`refresh_token` with rotation, Tessera on the embedded host against `oidc-provider` on bare `node:http`',
    part: 'refresh',
    of: 'tessera',
    to: 'oidc-provider',
    target: 1,
  },
  {
    what: '`refresh_token` on Azurite against the transaction of its three rows alone',
    part: 'azurite',
    of: 'tessera',
    to: 'three-rows',
    target: 0.85,
  },
];

/** @param {string} what @param {string} of @param {string} to @param {number} target @returns {Ratio} */
function ofClientCredentials(what, of, to, target) {
  return { what, part: 'client-credentials', of, to, target };
}

/**
 * @param {Ratio} ratio @param {Results} results
 * @returns {{ reached: number, byCpu: number | undefined } | undefined} undefined when it was not measured
 */
export function reachedOf({ part, of, to, figure = 'rate' }, results) {
  const one = results[part]?.find(({ name }) => name === of);
  const other = results[part]?.find(({ name }) => name === to);
  if (!one || !other) return undefined;
  if (figure === 'p99') return { reached: one.p99Us / other.p99Us, byCpu: undefined };
  return { reached: one.perSecond / other.perSecond, byCpu: other.cpuUs / one.cpuUs };
}
