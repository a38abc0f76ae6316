// The servers that are compared, each in a process of its own.

import { join } from 'node:path';
import { root } from '../../build/root.js';

/** @typedef {import('./server-process.js').Server} Server */

const peers = join(root, 'bench', 'servers', 'peers');
const built = join(root, 'bench', 'out');

/** As `npm start`, but for the store. The log lines go to a file, as JSON. @type {Server} */
export const tessera = {
  name: 'tessera',
  title: 'Tessera',
  args: ['out/start.js'],
  needsCopy: true,
  env: { STORE: 'memory', LOG: 'json', DEMO_PORT: '0' },
};

/** @type {Server} */
const fixedFunction = {
  name: 'fixed-function',
  title: 'a function with a fixed answer',
  args: [`${built}/embedded-function.js`, 'fixed'],
};

/** @type {Server} */
export const signingFunction = {
  name: 'signing-function',
  title: 'a function with one signature',
  args: [`${built}/embedded-function.js`, 'signed'],
};

/** With `@azure/functions` as it is published, which the build of Tessera does better. @type {Server} */
const publishedFunction = {
  name: 'published-function',
  title: 'the same, library as published',
  args: [`${built}/published/embedded-function.js`, 'signed'],
};

/** @type {Server} */
export const tesseraOnNodeHttp = {
  name: 'tessera-on-node-http',
  title: "Tessera's token endpoint",
  args: [`${built}/tessera-on-node-http.js`],
  needsCopy: true,
  env: { STORE: 'memory', ISSUER: 'http://localhost:7071' },
};

/** @type {Server} */
export const signatureOnNodeHttp = {
  name: 'signature-on-node-http',
  title: 'one signature',
  args: [`${built}/signature-on-node-http.js`],
};

/** @type {Server} */
export const oidcProvider = { name: 'oidc-provider', title: 'oidc-provider', args: [`${peers}/oidc-provider.js`] };

/** @type {Server} */
const oauth2Server = {
  name: 'oauth2-server',
  title: '@node-oauth/oauth2-server',
  args: [`${peers}/oauth2-server.js`],
};

/** @type {Server} */
export const openAuth = { name: 'openauth', title: '@openauthjs/openauth', args: [`${peers}/openauth.js`] };

/** @type {Server} */
const mockServer = {
  name: 'oauth2-mock-server',
  title: 'oauth2-mock-server',
  args: [`${peers}/oauth2-mock-server.js`],
};

/** @type {Server} */
export const threeRows = {
  name: 'three-rows',
  title: 'the transaction alone',
  args: [`${built}/three-rows.js`],
};

/** Those that issue tokens for `client_credentials`. */
export const allServers = [
  tessera,
  fixedFunction,
  signingFunction,
  publishedFunction,
  tesseraOnNodeHttp,
  signatureOnNodeHttp,
  oidcProvider,
  oauth2Server,
  openAuth,
  mockServer,
];

/** Whether it runs on the embedded host; the others are on bare node:http. @param {string} name */
export function isEmbedded(name) {
  return [tessera, fixedFunction, signingFunction, publishedFunction].some((each) => each.name === name);
}
