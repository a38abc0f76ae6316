import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { job, jobSecret, native } from '../support/clients.ts';
import { errorUriOf } from '../support/error-uri.ts';
import {
  basic,
  expectRefusal,
  expectTokenHeaders,
  expectTokens,
  postAsJob,
  postToken,
  type TestAnswer,
} from '../support/request.ts';
import { issuer, verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const brief = { ...job, client_id: 'brief', access_token_lifetime: 61 };

const server = useServer({ clients: [job, native, brief] });

async function redeemCode(scope: readonly string[] = ['reports.read']): Promise<TestAnswer> {
  return postToken(server, {
    grant_type: 'authorization_code',
    client_id: 'native',
    code: await server.issueCode('native', { scope }),
    redirect_uri: 'http://127.0.0.1/callback',
    code_verifier: verifier,
  });
}

function refresh(refreshToken: string, scope: string): Promise<TestAnswer> {
  return postToken(server, { grant_type: 'refresh_token', client_id: 'native', refresh_token: refreshToken, scope });
}

describe('a success', () => {
  it('has a token, its type and its lifetime in seconds, as a number', async () => {
    const asBrief = { Authorization: basic('brief', jobSecret) };
    const answer = await postToken(server, { grant_type: 'client_credentials' }, asBrief);
    expectTokens(answer, 'reports.read', { expiresIn: 61 });
    expect(answer.text).toContain('"token_type":"Bearer","expires_in":61,');
  });

  it('has the same headers for each grant, and no cookie, redirect or challenge', async () => {
    const redeemed = await redeemCode();
    const answers = [await postAsJob(server), redeemed, await refresh(redeemed.json.refresh_token, '')];
    const names = answers.map(({ headers }) => [...headers.keys()].filter((name) => name !== 'date').sort());
    expect(names).toEqual(Array(3).fill(names[0]));
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expectTokenHeaders(answer);
    }
  });

  it('always has the scope: the default one, a narrower one, and the granted part of a wider one', async () => {
    expectTokens(await postAsJob(server), 'reports.read');
    expectTokens(await postAsJob(server, { scope: 'reports.write' }), 'reports.write');
    const asked = 'openid reports.write offline_access reports.read';
    expectTokens(await postAsJob(server, { scope: asked }), 'reports.write reports.read');
    const redeemed = await redeemCode(['reports.read', 'reports.write']);
    expectTokens(redeemed, 'reports.read reports.write', { refreshToken: true });
    const narrowed = await refresh(redeemed.json.refresh_token, 'reports.write');
    expectTokens(narrowed, 'reports.write', { refreshToken: true });
  });

  it('has tokens that are unguessable and all different', async () => {
    const count = 40;
    const answers = await Promise.all(Array.from({ length: count }, () => redeemCode(['openid', 'reports.read'])));
    for (const answer of answers) {
      expectTokens(answer, 'openid reports.read', { refreshToken: true, idToken: true });
    }
    const { access_token, refresh_token } = answers[0]?.json ?? {};
    // 128 bits are 22 characters of base64url, 256 bits 43.
    expect(decodeJwt(access_token).jti).toMatch(/\.[\w-]{22}$/);
    expect(decodeJwt(refresh_token).grant_id).toMatch(/-[\w-]{22}$/);
    expect(refresh_token.split('.')[2]).toHaveLength(43);
    const made = answers.flatMap(({ json }) => [json.access_token, json.refresh_token]);
    const random = [
      ...answers.map(({ json }) => decodeJwt(json.access_token).jti?.split('.').at(-1)),
      ...answers.map(({ json }) => String(decodeJwt(json.refresh_token).grant_id).split('-').slice(2).join('-')),
    ];
    expect([new Set(made).size, new Set(random).size]).toEqual([2 * count, 2 * count]);
  });
});

describe('a refusal', () => {
  it('has the members of RFC 6749 §5.2 and the ids of the log line, and no others', async () => {
    const answer = await postAsJob(server, { scope: 'payments.write' });
    const id = answer.headers.get('x-ms-request-id');
    expect(answer.text).toBe(
      JSON.stringify({
        error: 'invalid_scope',
        error_description:
          'AADSTS70011: The scope payments.write is not allowed for this client. Allowed: reports.read reports.write.',
        error_codes: [70011],
        timestamp: '2026-11-21 07:30:00Z',
        trace_id: id,
        correlation_id: id,
        error_uri: `${issuer}/error?trace_id=${id}&correlation_id=${id}&timestamp=2026-11-21+07%3A30%3A00Z&error_code=70011`,
      }),
    );
  });

  it.each([
    ['400', 'InvalidScope', { scope: 'x' }, {}],
    ['401', 'InvalidClient', {}, { Authorization: basic('nightly-report', 'x') }],
    ['413', 'RequestTooLarge', { x: 'x'.repeat(65_536) }, {}],
  ] as const)('has the headers of a success with status %s too', async (_status, row, form, headers) => {
    const asJob = { Authorization: basic('nightly-report', jobSecret) };
    const answer = await postToken(server, { grant_type: 'client_credentials', ...form }, { ...asJob, ...headers });
    expectRefusal(answer, row, '');
    const names = ({ headers: each }: TestAnswer) =>
      [...each.keys()].filter((name) => name !== 'www-authenticate').sort();
    expect(names(answer)).toEqual(names(await postAsJob(server)));
  });

  it.each([
    ['a "b" \\ c', 'a ?b? ? c'],
    ['one\r\nSet-Cookie: a=b\r\n\r\n<script>\ttwo\0\x7f\x1b[31m', 'one??Set-Cookie: a=b????<script>?two???[31m'],
    ['é 😀 \u2028 \u202e \ud800 ﷺ', '? ? ? ? ? ?'],
  ])('echoes %j as one line of legal characters', async (hostile, echoed) => {
    const type = await postAsJob(server, { grant_type: hostile });
    expectRefusal(type, 'UnsupportedGrantType', `AADSTS70003: The grant type ${echoed} is not supported.`);
    const scope = await postAsJob(server, { scope: hostile });
    expectRefusal(scope, 'InvalidScope', 'The parameter scope is malformed. It must be scopes of printable ASCII');
    const resource = await postAsJob(server, { resource: hostile });
    expectRefusal(resource, 'InvalidResource', 'The parameter resource is malformed. It must be an absolute URI');
  });

  it('truncates echoed values, and stays short itself', async () => {
    const long = 'x'.repeat(60_000);
    const type = await postAsJob(server, { grant_type: long });
    expectRefusal(type, 'UnsupportedGrantType', `The grant type ${'x'.repeat(80)}... is not supported.`);
    const scope = await postAsJob(server, { scope: long });
    expectRefusal(scope, 'InvalidScope', `The scope ${'x'.repeat(80)}... is not allowed`);
    const resource = await postAsJob(server, { resource: `https://${long}` });
    expectRefusal(
      resource,
      'InvalidResource',
      `The resource https://${'x'.repeat(72)}... is not allowed for this client.`,
    );
  });

  it('truncates without splitting a surrogate pair', async () => {
    const answer = await postAsJob(server, { grant_type: `${'x'.repeat(79)}😀😀` });
    expectRefusal(answer, 'UnsupportedGrantType', `The grant type ${'x'.repeat(79)}?... is not supported.`);
  });

  it('repeats the error in the challenge of a 401, which libraries read instead of the body', async () => {
    const headers = { Authorization: basic('nightly-report', '"\r\nX: y') };
    const answer = await postToken(server, { grant_type: 'client_credentials' }, headers);
    expectRefusal(answer, 'InvalidClient', 'Client authentication failed');
    expect(answer.headers.get('www-authenticate')).toBe(
      `Basic realm="https://issuer.example", error="invalid_client", error_description="${answer.json.error_description}", error_uri="${errorUriOf(answer.json, 70002, issuer)}"`,
    );
  });

  it('links to the page of its number in error_uri', async () => {
    const { json } = await postAsJob(server, { scope: 'x' });
    const { pathname, search } = new URL(json.error_uri);
    const page = await fetch(`${server.url}${pathname}${search}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('AADSTS70011: InvalidScope')]);
  });
});
