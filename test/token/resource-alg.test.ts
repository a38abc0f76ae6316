// A resource may name the algorithm that signs its access tokens.
import { decodeProtectedHeader } from 'jose';
import { expect, it } from 'vitest';
import { readClient } from '../../shared/clients/read-client.ts';
import { redeem } from '../support/grants.ts';
import { basic, postForm, postToken, send } from '../support/request.ts';
import { startServer } from '../support/server.ts';
import { app, appSecret } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';
import { verifyToken } from './verify.ts';

const gateway = 'https://gateway.example';
const plain = 'https://reports.example';
const calling = {
  ...app,
  client_id: 'calling',
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  resource: [
    plain,
    { uri: gateway, signing_alg: 'RS256' },
    { uri: 'urn:ps', scope: 'reports.read', signing_alg: 'PS256' },
  ],
};
const server = useServer({ clients: [calling] });

const authorization = { Authorization: basic('calling', appSecret) };

it.each([
  [plain, 'ES256'],
  [gateway, 'RS256'],
  ['HTTPS://gateway.example:443/', 'RS256'],
  ['urn:ps', 'PS256'],
] as const)('an access token for %s is signed with %s, and verified with /jwks', async (resource, alg) => {
  const form = { grant_type: 'client_credentials', scope: 'reports.read', resource };
  const { json } = await postToken(server, form, authorization);
  const audience = resource.startsWith('HTTPS') ? gateway : resource;
  const { protectedHeader } = await verifyToken(server, json.access_token, { typ: 'at+jwt', alg, audience });
  expect(protectedHeader.alg).toBe(alg);
  const introspected = await postForm(server, '/introspect', { token: json.access_token }, authorization);
  expect(introspected.json).toMatchObject({ active: true, aud: audience });
  expect((await postForm(server, '/revoke', { token: json.access_token }, authorization)).status).toBe(200);
  const after = await postForm(server, '/introspect', { token: json.access_token }, authorization);
  expect(after.json).toEqual({ active: false });
});

it('such a token of a user works at /userinfo, and the ID token keeps its algorithm', async () => {
  const { subject } = await addTestUser(server.service.store, 'ada');
  const code = await server.issueCode('calling', { subject, scope: ['openid'], resources: [gateway] });
  const client = { client_id: 'calling', client_secret: appSecret, redirect_uri: app.redirect_uris[0] };
  const { json } = await redeem(server, code, client);
  expect(decodeProtectedHeader(json.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  const { json: told } = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${json.access_token}` } });
  expect(told).toEqual({ sub: subject });
  expect(decodeProtectedHeader(json.id_token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  // The typ tells them apart, although one key signs both.
  expect((await send(server, '/userinfo', { headers: { Authorization: `Bearer ${json.id_token}` } })).status).toBe(401);
});

it('a record can name only algorithms that tokens may have', () => {
  const read = readClient({ ...app, resource: [{ uri: plain, signing_alg: 'HS256' }] });
  expect('problems' in read && read.problems.join()).toContain('signing_alg must be ES256, RS256, PS256 or EdDSA');
});

it('the start fails when a client of the file needs an algorithm that the ring does not have', async () => {
  const { generateKeyRing } = await import('../../shared/keys/key-ring-record.ts');
  const environment = { KEYS: JSON.stringify(await generateKeyRing(['ES256', 'RS256'], 0)), KEYS_FILE: '' };
  await expect(startServer({ clients: [calling], environment })).rejects.toThrow(
    'there is no active signing key for PS256',
  );
});
