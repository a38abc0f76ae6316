import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkLoginApp } from '../../cli/doctor/check-login-app.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';

const jwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);

let server: OtherServer;
beforeEach(async () => {
  server = await openOtherServer();
});
afterEach(() => server.close());

const settings = () => ({
  ISSUER: 'http://localhost:7071',
  SIGN_IN: 'handoff',
  HANDOFF_URL: `${server.url}/login`,
  HANDOFF_JWKS_URI: `${server.url}/jwks`,
});

it('doctor counts the usable keys of the login app', async () => {
  server.publish({ '/jwks': { keys: [jwk] } });
  expect(await checkLoginApp(settings())).toEqual([
    { check: 'settings', is: 'ok', what: 'HANDOFF_JWKS_URI publishes 1 usable key' },
  ]);
  expect(server.requests).toEqual(['/jwks']);
});

it('doctor says why no key of the login app can be had or used', async () => {
  server.publish({ '/jwks': { keys: [{ ...jwk, kid: 'leaked', d: 'hunter2' }] } });
  const [unusable] = await checkLoginApp(settings());
  expect(unusable).toMatchObject({
    is: 'wrong',
    what: 'HANDOFF_JWKS_URI publishes 0 usable keys: the key leaked has private members: replace the key, and publish the public members only',
  });
  server.publish({});
  const [missing] = await checkLoginApp(settings());
  expect(missing).toMatchObject({ is: 'wrong', what: `${server.url}/jwks answers 404` });
  const [elsewhere] = await checkLoginApp({ ...settings(), ISSUER: 'https://issuer.example' });
  expect(elsewhere).toBeUndefined();
});

it('doctor asks for nothing where the keys are in the settings, or the settings are incomplete', async () => {
  const { HANDOFF_JWKS_URI: _uri, ...others } = settings();
  expect(await checkLoginApp({ ...others, HANDOFF_JWKS: JSON.stringify({ keys: [jwk] }) })).toEqual([]);
  expect(await checkLoginApp({ SIGN_IN: 'handoff' })).toEqual([]);
  expect(await checkLoginApp({})).toEqual([]);
  expect(server.requests).toEqual([]);
});

it('doctor notices ways past the login app', async () => {
  server.publish({ '/jwks': { keys: [jwk] } });
  const [passwords] = await checkLoginApp({ ...settings(), PASSWORD_GRANT: 'true' });
  expect(passwords).toMatchObject({ is: 'hint', what: expect.stringContaining('past the login app') });
  expect(await checkLoginApp({ ...settings(), SIGN_IN: 'directory' })).toEqual([
    {
      check: 'settings',
      is: 'hint',
      what: 'HANDOFF_URL is set, but users do not sign in at the login app',
      todo: 'set SIGN_IN=handoff, or remove the settings HANDOFF_…',
    },
  ]);
});
