import { networkInterfaces } from 'node:os';
import { app } from '@azure/functions';
import { expect, it } from 'vitest';
import { addressesOf } from '../../local/addresses.ts';
import { loadApp, startHost } from '../../local/host.ts';
import { loopbackAddresses } from '../../local/listen.ts';

const loopback = ['127.0.0.1', '::1'];
const open = (host: string) =>
  `Warning: with HOST=${host} everyone who can reach this machine can reach the service, its clients and its users, over plain http.`;

it.each<[string | undefined, readonly string[], string | undefined]>([
  [undefined, loopback, undefined],
  ['localhost', loopback, undefined],
  ['127.0.0.1', loopback, undefined],
  ['::1', loopback, undefined],
  ['127.0.0.2', [...loopback, '127.0.0.2'], undefined],
  ['192.0.2.1', [...loopback, '192.0.2.1'], open('192.0.2.1')],
  ['2001:db8::1', [...loopback, '2001:db8::1'], open('2001:db8::1')],
  ['0.0.0.0', ['0.0.0.0', '::1'], open('0.0.0.0')],
  ['::', ['::'], open('::')],
  ['x86_64-conda-linux-gnu', loopback, 'HOST is ignored: "x86_64-conda-linux-gnu" is not an IP address.'],
])('listens with HOST=%s on this machine, and elsewhere with a warning', (host, addresses, warning) => {
  expect(addressesOf(host)).toEqual({ addresses, ...(warning && { warning }) });
});

it('serves one port on both addresses of localhost, where there are both', async () => {
  const loaded = await loadApp(() => app.http('a', { handler: () => ({ body: 'ok' }) }));
  const host = await startHost(loaded, { port: 0, addresses: loopbackAddresses });
  const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
  const statusAt = (origin: string) =>
    fetch(`${origin}:${host.port}/a`).then(
      ({ status }) => status,
      () => 'refused',
    );
  expect([await statusAt('http://127.0.0.1'), await statusAt('http://[::1]')]).toEqual([
    200,
    hasIpv6 ? 200 : 'refused',
  ]);
  await host.close();
  expect([await statusAt('http://127.0.0.1'), await statusAt('http://[::1]')]).toEqual(['refused', 'refused']);
});
