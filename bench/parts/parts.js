// What `npm run bench` measures, in the order of the results.
import { azurite } from './azurite.js';
import { redeem, refresh } from './grants.js';
import { introspect, jwks } from './lookups.js';
import { clientCredentials, unknownGrant, wrongSecret } from './token.js';

/** @typedef {import('../measure/rounds.js').Plan} Plan */
/** @typedef {import('../measure/rounds.js').Measured} Measured */

/**
 * @typedef {object} Part
 * @property {string} name for `--only`
 * @property {string} title
 * @property {string} text below the title
 * @property {(plan: Plan) => Promise<readonly Measured[]>} run
 */

/** @type {readonly Part[]} */
export const parts = [
  {
    name: 'client-credentials',
    title: '`client_credentials`',
    text: 'A client proves itself with a secret and gets one JWT, signed with ES256.',
    run: clientCredentials,
  },
  {
    name: 'refresh',
    title: '`refresh_token` with rotation',
    text: 'Each connection follows a chain of its own: what it sends is the refresh token of the last answer, which has a new access token and a new ID token, each signed with ES256.',
    run: refresh,
  },
  {
    name: 'redeem',
    title: '`authorization_code` with PKCE',
    text: 'Each code is of a grant of its own, and the answer has an access token, an ID token and a refresh token. Codes are prepared outside the measured time: through `/authorize` for Tessera, by its own classes for oidc-provider.',
    run: redeem,
  },
  {
    name: 'introspect',
    title: 'Introspection',
    text: 'Tessera verifies the signature of a JWT and asks its store; oidc-provider looks up an opaque token, since it does not introspect JWTs.',
    run: introspect,
  },
  {
    name: 'wrong-secret',
    title: 'A refusal: a wrong secret',
    text: 'Too many of them come from one address, so that Tessera counts them and soon answers 429; oidc-provider answers 401 to all.',
    run: wrongSecret,
  },
  {
    name: 'unknown-grant',
    title: 'A refusal: an unknown grant',
    text: 'The secret is right.',
    run: unknownGrant,
  },
  {
    name: 'azurite',
    title: '`refresh_token` with the table store',
    text: 'Tessera with `STORE=table` against Azurite, beside a bare `node:http` server that sends the transaction of the same three rows through the SDK (`submitTransaction`) for each request. Azurite runs on the core of the load.',
    run: azurite,
  },
  { name: 'jwks', title: '`GET /jwks`', text: 'The public keys.', run: jwks },
];
