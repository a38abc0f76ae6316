// The servers that are compared, each in a process of its own.

/** @typedef {import('./server-process.js').Server} Server */

const peers = 'bench/servers/peers';
const built = 'bench/out';

/** As `npm start`, but for the store. The log lines go to a file, as JSON. @type {Server} */
export const tessera = {
  name: 'tessera',
  title: 'Tessera',
  args: ['out/start.js'],
  env: { STORE: 'memory', LOG: 'json', DEMO_PORT: '0' },
};

/** @type {Server} */
export const fixedFunction = {
  name: 'fixed-function',
  title: 'a function that answers 600 fixed bytes',
  args: [`${built}/embedded-function.js`, 'fixed'],
};

/** @type {Server} */
export const signingFunction = {
  name: 'signing-function',
  title: 'a function with one jose signature',
  args: [`${built}/embedded-function.js`, 'signed'],
};

/** @type {Server} */
export const tesseraOnNodeHttp = {
  name: 'tessera-on-node-http',
  title: "Tessera's token endpoint",
  args: [`${built}/tessera-on-node-http.js`],
  env: { STORE: 'memory', ISSUER: 'http://localhost:7071', CLIENTS_FILE: 'local/demo-clients.json' },
};

/** @type {Server} */
export const signatureOnNodeHttp = {
  name: 'signature-on-node-http',
  title: 'one jose signature',
  args: [`${built}/signature-on-node-http.js`],
};

/** @type {Server} */
export const oidcProvider = { name: 'oidc-provider', title: 'oidc-provider', args: [`${peers}/oidc-provider.js`] };

/** @type {Server} */
export const oauth2Server = {
  name: 'oauth2-server',
  title: '@node-oauth/oauth2-server',
  args: [`${peers}/oauth2-server.js`],
};

/** @type {Server} */
export const openAuth = { name: 'openauth', title: '@openauthjs/openauth', args: [`${peers}/openauth.js`] };

/** @type {Server} */
export const mockServer = {
  name: 'oauth2-mock-server',
  title: 'oauth2-mock-server',
  args: [`${peers}/oauth2-mock-server.js`],
};

export const allServers = [
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

/** Whether it runs on the embedded host; the others are on bare node:http. @param {string} name */
export function isEmbedded(name) {
  return [tessera, fixedFunction, signingFunction].some((each) => each.name === name);
}
