import { expect, it } from 'vitest';
import { startPageOf } from '../../../shared/clients/start-page.ts';

const callback = 'https://app.example:8443/callback?a=b';
const onDevice = ['com.example.app:/callback', 'http://127.0.0.1/callback'];

it.each([
  ['its page', 'https://www.app.example/start', [callback], 'https://www.app.example/start'],
  ['the site of its first redirect URI on the web', undefined, [...onDevice, callback], 'https://app.example:8443/'],
  ['nowhere, for an app on a device', undefined, onDevice, undefined],
  ['nowhere, for a client without users', undefined, [], undefined],
])('users find an app again at %s', (_, clientUri, redirectUris, address) => {
  expect(startPageOf({ clientUri, redirectUris })).toBe(address);
});
