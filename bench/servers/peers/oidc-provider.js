// oidc-provider with a store in memory. GET /prepared gives codes and refresh tokens of grants that a user has made.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { redirectUri, reports, secret } from '../../soak/parties.js';
import { respond } from '../listen.js';
import { MapAdapter } from './map-adapter.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bench' };
const scope = 'openid profile reports.read';
const opaque = 'https://opaque.example';

const job = {
  client_id: 'job',
  client_secret: secret,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  id_token_signed_response_alg: 'ES256',
};

const app = {
  ...job,
  client_id: 'app',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: [redirectUri],
  response_types: ['code'],
};

const provider = new Provider('http://localhost:7071', {
  adapter: MapAdapter,
  jwks: { keys: [jwk] },
  clients: [job, app],
  scopes: ['openid', 'profile', 'reports.read'],
  findAccount: (/** @type {unknown} */ _context, /** @type {string} */ id) => ({
    accountId: id,
    claims: async () => ({ sub: id }),
  }),
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => reports,
      useGrantedResource: () => true,
      getResourceServerInfo: (/** @type {unknown} */ _context, /** @type {string} */ resource) => ({
        scope: 'reports.read',
        audience: resource,
        accessTokenFormat: resource === opaque ? 'opaque' : 'jwt',
        accessTokenTTL: 3600,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

/** @param {'code' | 'refresh'} kind @param {string} codeChallenge @returns {Promise<string>} of a grant of its own */
async function prepare(kind, codeChallenge) {
  const client = await provider.Client.find(app.client_id);
  const grant = new provider.Grant({ accountId: 'ada', clientId: app.client_id });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(reports, 'reports.read');
  const grantId = await grant.save();
  const common = { accountId: 'ada', client, grantId, scope, resource: reports, gty: 'authorization_code', claims: {} };
  if (kind === 'refresh') return new provider.RefreshToken({ ...common, rotations: 0 }).save();
  const challenge = { codeChallenge, codeChallengeMethod: 'S256' };
  return new provider.AuthorizationCode({ ...common, ...challenge, redirectUri }).save();
}

const callback = provider.callback();

createServer((request, response) => {
  if (!request.url?.startsWith('/prepared?')) return callback(request, response);
  const asked = new URL(request.url, 'http://localhost').searchParams;
  const kind = asked.get('kind') === 'code' ? 'code' : 'refresh';
  const all = Array.from({ length: Number(asked.get('count')) }, () => prepare(kind, asked.get('challenge') ?? ''));
  Promise.all(all).then(
    (prepared) => respond(response, 200, {}, JSON.stringify(prepared)),
    (thrown) => respond(response, 500, {}, String(thrown)),
  );
}).listen(Number(process.env.PORT), '127.0.0.1');
