// The clients of the load, one of each kind.
import { exportJWK, generateKeyPair } from 'jose';

export const secret = 'a-secret-of-the-load-for-this-run-only';
export const redirectUri = 'https://app.example/callback';
export const reports = 'https://reports.example';
const billing = 'https://billing.example';

/** The user whom `npm start` adds, with the password that the source publishes. */
export const user = { username: 'ada', password: 'ada-for-local-use-only' };

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';

const app = {
  client_id: 'app',
  client_secret: secret,
  token_endpoint_auth_method: 'client_secret',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: [redirectUri],
  scope: 'openid profile reports.read',
  default_scope: 'reports.read',
  resource: [reports],
};

const job = {
  client_id: 'job',
  client_secret: secret,
  token_endpoint_auth_method: 'client_secret',
  grant_types: ['client_credentials'],
  scope: 'reports.read reports.write',
  default_scope: 'reports.read',
  resource: [reports],
};

const { client_secret: _secret, ...withoutSecret } = job;

export const keys = await generateKeyPair('ES256');

export const clients = [
  job,
  {
    ...withoutSecret,
    client_id: 'keyed-job',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [await exportJWK(keys.publicKey)] },
  },
  app,
  // A refresh token that comes again is reuse at once.
  { ...app, client_id: 'strict-app', refresh_token_grace: 0 },
  { ...app, client_id: 'device', grant_types: [deviceCode, 'refresh_token'], redirect_uris: [] },
  {
    client_id: 'api',
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret',
    grant_types: [tokenExchange],
    introspects: [reports],
    token_exchange: [{ subject_token: { audience: reports }, resource: billing, scope: 'billing.read' }],
  },
  { client_id: 'billing-api', client_secret: secret, grant_types: [], introspects: [billing] },
];

/** @param {string} id */
export function basic(id, of = secret) {
  return { Authorization: `Basic ${Buffer.from(`${id}:${of}`).toString('base64')}` };
}
