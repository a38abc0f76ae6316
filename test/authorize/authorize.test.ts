import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCors, expectRefusal, send } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const query = new URLSearchParams({
  response_type: 'code',
  client_id: 'web',
  redirect_uri: 'https://web.example/callback',
  prompt: 'select_account',
});

describe('/authorize without a sign-in', () => {
  const noSignIn = /: Sign-in is not configured on this server\. It issues tokens for client_credentials\.$/;

  it.each([
    ['GET', `/authorize?${query}`, undefined],
    ['GET', '/authorize', undefined],
    ['POST', '/authorize', query],
  ])('answers %s %s with its error, and redirects nowhere', async (method, path, body) => {
    const answer = await send(server, path, { method, ...(body && { body }) });
    expectRefusal(answer, 'UnsupportedResponseType', noSignIn, { isCrossOrigin: false });
  });

  it('takes no other method', async () => {
    const answer = await send(server, '/authorize', { method: 'DELETE' });
    expectRefusal(answer, 'MethodNotAllowed', /: The endpoint takes GET, POST, not DELETE\.$/, {
      isCrossOrigin: false,
    });
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });

  it('lets no script of another origin in: a browser is sent here', async () => {
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
    const answer = await send(server, '/authorize', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expectCors(answer.headers, false);
    expect(answer.headers.get('access-control-allow-methods')).toBeNull();
  });
});
