// What `npm run bench` measures, in the order of the results.
import { clientCredentials } from './client-credentials.js';

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
];
