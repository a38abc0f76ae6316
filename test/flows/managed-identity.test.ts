// The built service without a secret for its store: the platform issues a token, which real Azurite accepts over https.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { certificate, certificateKey } from '../shared/telemetry/certificate.ts';
import { grantClients, redeem, refresh } from '../support/grants.ts';
import { startServer, type TestServer, temporaryFile } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

const require = createRequire(import.meta.url);
const { default: TableServer } = require('azurite/dist/src/table/TableServer');
const { default: TableConfiguration } = require('azurite/dist/src/table/TableConfiguration');

interface Azurite {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

let azurite: Azurite;
/** The endpoint that App Service gives an app with a managed identity. */
let platform: Server;
const asked: Record<string, unknown>[] = [];
let settings: Record<string, string>;
let signer: TestServer;
let service: ServiceProcess;

/** Azurite checks the claims, but cannot check the signature. */
function accessToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: 'https://storage.azure.com', iss: 'https://sts.windows.net/tenant/', iat: now, nbf: now - 60 };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ ...claims, exp: now + 3_600 })}.c2ln`;
}

beforeAll(async () => {
  const [certificateFile, keyFile] = [await temporaryFile(certificate), await temporaryFile(certificateKey)];
  const https = [false, true, certificateFile, keyFile, '', 'basic', false, true];
  azurite = new TableServer(
    new TableConfiguration('127.0.0.1', 0, undefined, '', false, false, undefined, undefined, ...https),
  );
  platform = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://platform');
    const query = Object.fromEntries(['resource', 'client_id'].map((name) => [name, searchParams.get(name)]));
    asked.push({ ...query, header: request.headers['x-identity-header'] });
    const expires_on = Math.floor(Date.now() / 1000) + 3_600;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ access_token: accessToken(), expires_on, token_type: 'Bearer' }));
  }).listen(0, '127.0.0.1');
  await Promise.all([azurite.start(), once(platform, 'listening')]);
  const address = platform.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  settings = {
    STORE: 'table',
    GRANTS_STORAGE__tableServiceUri: `${azurite.getHttpServerAddress()}/devstoreaccount1`,
    IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
    IDENTITY_HEADER: 'of the platform',
    NODE_EXTRA_CA_CERTS: certificateFile,
  };
  [signer, service] = await Promise.all([
    startServer({ clients: grantClients, clock: systemClock }),
    startServiceProcess(settings),
  ]);
});
afterAll(async () => {
  await Promise.all([service.end('SIGINT'), signer.close(), azurite.close()]);
  platform.close();
});

it('redeems and refreshes with a token of its managed identity, requested once', async () => {
  const redeemed = await redeem(service, await signer.issueCode('web'));
  expect(redeemed.status, redeemed.text).toBe(200);
  const refreshed = await refresh(service, redeemed.json.refresh_token);
  expect(refreshed.status, refreshed.text).toBe(200);
  expect(asked).toEqual([{ resource: 'https://storage.azure.com', client_id: null, header: 'of the platform' }]);
});

it('requests a token for the user-assigned identity of an identity-based connection', async () => {
  asked.length = 0;
  const clientId = '11111111-2222-3333-4444-555555555555';
  const named = await startServiceProcess({
    ...settings,
    GRANTS_STORAGE__credential: 'managedidentity',
    GRANTS_STORAGE__clientId: clientId,
  });
  const redeemed = await redeem(named, await signer.issueCode('web'));
  await named.end('SIGINT');
  expect(redeemed.status, redeemed.text).toBe(200);
  expect(asked).toEqual([{ resource: 'https://storage.azure.com', client_id: clientId, header: 'of the platform' }]);
});
