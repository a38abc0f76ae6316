import { describe, expect, it } from 'vitest';
import { clients, job, jobSecret, native, web, webSecret } from '../support/clients.ts';
import { basic, expectRefusal, expectTokens, postAsJob, postToken, send } from '../support/request.ts';
import { startServer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const shortLived = { ...job, client_id: 'short-lived', access_token_lifetime: 60 };
/** Its record allows too much, but the endpoint refuses a public client. */
const publicJob = { ...native, client_id: 'public-job', grant_types: ['client_credentials'] };
const poster = { ...job, client_id: 'poster', token_endpoint_auth_method: 'client_secret_post' };

const server = useServer({ clients: [...clients, shortLived, publicJob, poster] });

describe('client_credentials', () => {
  it('answers a valid request with an access token only', async () => {
    expectTokens(await postAsJob(server), 'reports.read');
  });

  it('issues a different token each time', async () => {
    const [first, second] = await Promise.all([postAsJob(server), postAsJob(server)]);
    expect(first.json.access_token).not.toBe(second.json.access_token);
  });

  it('answers with the lifetime of the client record', async () => {
    const authorization = basic(shortLived.client_id, jobSecret);
    const answer = await postToken(server, { grant_type: 'client_credentials' }, { Authorization: authorization });
    expectTokens(answer, 'reports.read', { expiresIn: 60 });
  });

  it.each([native, publicJob])('refuses the public client $client_id', async ({ client_id }) => {
    expectRefusal(
      await postToken(server, { grant_type: 'client_credentials', client_id }),
      'UnauthorizedClient',
      /: The grant type client_credentials requires a confidential client\. This client is public\.$/,
    );
  });

  it('refuses a client that is registered for other grants', async () => {
    expectRefusal(
      await postToken(server, {
        grant_type: 'client_credentials',
        client_id: web.client_id,
        client_secret: webSecret,
      }),
      'UnauthorizedClient',
      /: The client may not use the grant type client_credentials\. Allowed: authorization_code, refresh_token\.$/,
    );
  });

  it('needs no store', async () => {
    const down = () => {
      throw new Error('the store was asked');
    };
    const store = { commit: down, read: down, list: down, listKind: down, sweep: down };
    const storeless = await startServer({ change: (service) => ({ ...service, store }) });
    expectTokens(await postAsJob(storeless), 'reports.read');
    await storeless.close();
  });
});

describe('a request of MSAL', () => {
  const id = '5b0b9a3e-1f2d-4c3b-8a79-0d1e2f3a4b5c';
  const other = '00000000-1111-4222-8333-444455556666';

  /** The form that msal-node 3 posts. */
  const form = {
    client_id: poster.client_id,
    client_secret: jobSecret,
    grant_type: 'client_credentials',
    scope: 'reports.read',
    'x-client-SKU': 'msal.js.node',
    'x-client-VER': '3.8.1',
    'x-client-OS': 'linux',
    'x-client-CPU': 'x64',
    'x-ms-lib-capability': 'retry-after, h429',
    'client-request-id': id,
    client_info: '1',
    claims: '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
  };

  function post(path: string, body: Record<string, string>, headers: Record<string, string> = {}) {
    return send(server, path, { method: 'POST', body: new URLSearchParams(body), headers });
  }

  it('is answered, and its additional parameters are ignored', async () => {
    const answer = await post(`/token?client-request-id=${id}`, form);
    expectTokens(answer, 'reports.read');
    const trace = answer.headers.get('x-ms-request-id');
    expect(server.log.find(({ trace_id }) => trace_id === trace)).toMatchObject({ correlation_id: id, status: 200 });
  });

  const refused = { ...form, scope: 'payments.write' };
  const { 'client-request-id': _, ...withoutId } = refused;

  it.each<[string, string, Record<string, string>, Record<string, string>]>([
    [
      'the header, before body and query',
      `/token?client-request-id=${other}`,
      { ...refused, 'client-request-id': other },
      { 'client-request-id': id },
    ],
    ['the body, before the query', `/token?client-request-id=${other}`, refused, {}],
    ['the query', `/token?client-request-id=${id}`, withoutId, {}],
    ['the query, in capitals', `/token?client-request-id=${id.toUpperCase()}`, withoutId, {}],
    ['the body, when the header has no GUID', '/token', refused, { 'client-request-id': 'mine' }],
  ])('is known by the id in %s', async (_, path, body, headers) => {
    const answer = await post(path, body, headers);
    expectRefusal(answer, 'InvalidScope', /payments\.write/);
    expect(answer.json.correlation_id).toBe(id);
    expect(answer.json.trace_id).not.toBe(id);
  });

  it('gets a new correlation id when it sends no GUID', async () => {
    const answer = await post('/token?client-request-id=1', { ...withoutId, 'client-request-id': '<script>' });
    expectRefusal(answer, 'InvalidScope', /payments\.write/);
    expect(answer.json.correlation_id).toBe(answer.json.trace_id);
  });
});
