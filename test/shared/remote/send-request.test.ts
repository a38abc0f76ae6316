// Requests to other servers: the same rules as for documents (fetch-document.test.ts), with a method, a body and any status.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FetchParts, type RemoteRequest, sendRequest } from '../../../shared/remote/send-request.ts';
import { heldDeadlines } from '../../support/held-deadlines.js';
import { type OtherServer, openOtherServer } from '../../support/other-server.ts';

let server: OtherServer;
let parts: FetchParts;

beforeEach(async () => {
  server = await openOtherServer();
  parts = { allowsLoopback: true, deadlines: heldDeadlines() };
});
afterEach(() => server.close());

/** What the server got, and what it was answered with. */
async function sent(request: RemoteRequest) {
  const got: unknown[] = [];
  server.answer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      got.push(message.method, message.headers, Buffer.concat(chunks).toString());
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"error":"invalid_grant"}');
    });
  });
  const { status, body } = await sendRequest(`${server.url}/token`, request, parts);
  return { got, status, body: body.toString() };
}

it('posts a body, and returns an answer of any status', async () => {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'accept-encoding': 'gzip',
  };
  expect(await sent({ method: 'POST', headers, body: 'code=ā' })).toEqual({
    got: [
      'POST',
      {
        ...headers,
        'accept-encoding': 'identity',
        'user-agent': 'Tessera',
        'content-length': '7',
        connection: 'close',
        host: `127.0.0.1:${server.port}`,
      },
      'code=ā',
    ],
    status: 400,
    body: '{"error":"invalid_grant"}',
  });
});

it('does not read a body that is not wanted', async () => {
  expect(await sent({ wantsBody: (status) => status === 200 })).toMatchObject({ status: 400, body: '' });
});

it('follows no redirect', async () => {
  const other = await openOtherServer();
  server.answer((_message, response) => response.writeHead(307, { Location: `${other.url}/token` }).end());
  const { status } = await sendRequest(`${server.url}/token`, { method: 'POST', body: 'client_secret=s' }, parts);
  expect([status, other.connections()]).toEqual([307, 0]);
  await other.close();
});

it('refuses an error answer that is too long', async () => {
  server.answer((_message, response) => response.writeHead(500).end('x'.repeat(100_001)));
  await expect(sendRequest(`${server.url}/token`, {}, parts)).rejects.toMatchObject({
    name: 'RemoteDocumentError',
    message: `${server.url}/token is longer than 100000 bytes`,
  });
});

it('sends nothing to an address that documents are not fetched from', async () => {
  const hosts = ['http://127.0.0.1', 'https://127.0.0.1', 'https://10.0.0.1', 'https://169.254.169.254'];
  for (const host of hosts) {
    const result = sendRequest(`${host}:${server.port}/token`, { method: 'POST' }, { ...parts, allowsLoopback: false });
    await expect(result).rejects.toMatchObject({ name: 'RemoteDocumentError' });
  }
  expect(server.connections()).toBe(0);
});
