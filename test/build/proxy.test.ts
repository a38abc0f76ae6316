// The built app behind a proxy, whose agents the bundle loads only then.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { testKeyRing } from '../support/server.ts';

const entry = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'app.js')).href;
const readStore = `
const { started } = await import('${entry}');
const { store } = await started.service();
await store.read('a partition').catch(() => {});
`;

it('reaches the table service through the proxy of the environment', async () => {
  const asked: string[] = [];
  const proxy = createServer((socket) => {
    socket.once('data', (bytes) => {
      asked.push(String(bytes).split('\r\n')[0] ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const env = {
    ISSUER: 'https://login.example',
    KEYS: JSON.stringify(await testKeyRing()),
    STORE: 'table',
    GRANTS_STORAGE: 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YWFh;EndpointSuffix=tables.example',
    HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', readStore], { env });
  proxy.close();
  expect([...new Set(asked)]).toEqual(['CONNECT a.table.tables.example:443 HTTP/1.1']);
});
