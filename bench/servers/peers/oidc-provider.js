// Its own store in memory, JWT access tokens, and a signed-in user for the grants that need one.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';
import { listen } from '../listen.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bench' };

const provider = new Provider('http://localhost:7071', {
  jwks: { keys: [jwk] },
  clients: [
    {
      client_id: 'demo-job',
      client_secret: 'demo-job-secret-for-local-use-only',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  scopes: ['reports.read'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://api.demo.example',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'reports.read',
        audience: 'https://api.demo.example',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 3600,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

listen(provider.callback());
