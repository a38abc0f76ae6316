import { describe, expect, it } from 'vitest';
import { job, jobSecret } from '../support/clients.ts';
import { exchange } from '../support/exchange.ts';
import { basic, expectRefusal, expectTokens, jobBasic, postToken, send } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const form = 'application/x-www-form-urlencoded';
const asJob = { Authorization: jobBasic };
const asJobWithForm = [
  ['Authorization', jobBasic],
  ['Content-Type', form],
] as const;
const request = 'grant_type=client_credentials';

const server = useServer();

describe('the method', () => {
  it('answers a valid POST with tokens', async () => {
    expectTokens(await postToken(server, request, asJob), 'reports.read');
  });

  it('refuses GET with the request in the query, without using up the grant', async () => {
    const query = new URLSearchParams(await codeRequest());
    const answer = await send(server, `/token?${query}`);
    expectRefusal(answer, 'MethodNotAllowed', 'The endpoint supports POST, not GET.');
    expect(answer.headers.get('allow')).toBe('POST');
    expectTokens(await postToken(server, query.toString()), 'reports.read reports.write', { refreshToken: true });
  });

  it('refuses GET with the request in a body', async () => {
    const answer = await exchange(server, { method: 'GET', headers: asJobWithForm, body: request });
    expectRefusal(answer, 'MethodNotAllowed', 'The endpoint supports POST, not GET.');
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('refuses %s', async (method) => {
    const answer = await send(server, '/token', { method, headers: { ...asJob, 'Content-Type': form }, body: request });
    expectRefusal(answer, 'MethodNotAllowed', `The endpoint supports POST, not ${method}.`);
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('refuses HEAD, without a body', async () => {
    const { status, headers, text } = await send(server, '/token', { method: 'HEAD', headers: asJob });
    expect([status, headers.get('allow'), text]).toEqual([405, 'POST', '']);
  });
});

async function codeRequest(): Promise<Record<string, string>> {
  return {
    grant_type: 'authorization_code',
    client_id: 'native',
    code: await server.issueCode('native'),
    redirect_uri: 'http://127.0.0.1/callback',
    code_verifier: verifier,
  };
}

describe('the media type', () => {
  it.each([
    ['JSON', ['application/json'], /^AADSTS9002313: The Content-Type is application\/json\. It must be /],
    ['none', [], 'The Content-Type is missing. It must be application/x-www-form-urlencoded.'],
    ['an empty one', [''], 'The Content-Type is missing.'],
    ['another charset', [`${form}; charset=ISO-8859-1`], 'The charset is iso-8859-1. It must be UTF-8.'],
    ['another charset in quotes', [`${form};charset="utf-16"`], 'The charset is utf-16.'],
    ['an empty charset', [`${form}; charset=`], 'The charset is . It must be UTF-8.'],
    ['two in one header', [`application/json, ${form}`], `The Content-Type is application/json, ${form}.`],
    ['two in one header, the right one first', [`${form};a=b, application/json`], 'The Content-Type is'],
    ['two headers', [form, 'application/json'], `The Content-Type is ${form}, application/json.`],
    ['the right one twice', [form, form], `The Content-Type is ${form}, ${form}.`],
    ['what only begins like the right one', [`${form}x`], 'The Content-Type is'],
  ])('refuses %s', async (_name, types, description) => {
    const headers = [['Authorization', jobBasic], ...types.map((type) => ['Content-Type', type] as const)] as const;
    expectRefusal(await exchange(server, { headers, body: request }), 'MalformedRequest', description);
  });

  it('refuses multipart/form-data', async () => {
    const body = new FormData();
    body.append('grant_type', 'client_credentials');
    const answer = await send(server, '/token', { method: 'POST', headers: asJob, body });
    expectRefusal(answer, 'MalformedRequest', /The Content-Type is multipart\/form-data;/);
  });

  it.each([
    `${form}; charset=UTF-8`,
    'Application/X-WWW-Form-URLencoded;CHARSET=utf-8',
    `${form} ; charset="Utf-8"`,
    `${form};`,
    `${form};charset=utf8`,
    `${form}; boundary=x`,
  ])('takes %s', async (type) => {
    const headers = [['Authorization', jobBasic] as const, ['Content-Type', type] as const];
    expectTokens(await exchange(server, { headers, body: request }), 'reports.read');
  });
});

describe('the body', () => {
  it('refuses an empty one', async () => {
    const description = 'The request body must contain the parameter grant_type.';
    expectRefusal(await postToken(server, '', asJob), 'MissingParameter', description);
  });

  it('explains that the host drops a chunked body without a Content-Length', async () => {
    const headers = [...asJobWithForm, ['Transfer-Encoding', 'chunked'] as const];
    for (const body of ['', request, filled(200_000)]) {
      const answer = await exchange(server, { headers, body, isChunked: true });
      expectRefusal(
        answer,
        'MalformedRequest',
        'The host dropped the body because it was sent in chunks without a Content-Length. Send it with a Content-Length.',
      );
    }
  });

  const filled = (size: number) => `${request}&filler=`.padEnd(size, 'x');

  it('refuses one above 64 KiB and accepts one of 64 KiB', async () => {
    const headers = [['Content-Type', form] as const, ['Authorization', jobBasic] as const];
    // For bodies over 128 KiB, the host passes on only the length.
    for (const size of [65_537, 131_072, 131_073, 1_000_000]) {
      const over = await exchange(server, { headers, body: filled(size) });
      expectRefusal(over, 'RequestTooLarge', `The body has ${size} bytes. The limit is 65536.`);
    }
    expectTokens(await exchange(server, { headers, body: filled(65_536) }), 'reports.read');
  });

  it.each([
    ['a percent sign alone', '&scope=%'],
    ['a percent sign before what is no byte', '&scope=%zz'],
    ['half a byte', '&scope=%4'],
    ['a broken name', '&%=a'],
    ['broken encoding in an unknown parameter', '&unknown=%E0%A4%A'],
    ['a lone continuation byte', '&scope=%80'],
    ['an overlong form', '&scope=%C0%AF'],
    ['half a surrogate pair', '&scope=%ED%A0%80'],
    ['a byte that is not UTF-8, as it is', Buffer.from('&scope=\xff', 'latin1')],
    ['half a character at the end', Buffer.from('&scope=\xc3', 'latin1')],
    ['what is compressed', Buffer.from([0x1f, 0x8b, 0x08])],
  ])('refuses %s', async (_name, tail) => {
    const body = Buffer.concat([Buffer.from(request), Buffer.from(tail)]);
    const answer = await exchange(server, { headers: asJobWithForm, body });
    expectRefusal(answer, 'MalformedRequest', 'The body is not valid form encoding');
  });
});

describe('the query', () => {
  it.each([
    'grant_type',
    'scope',
    'resource',
    'code',
    'redirect_uri',
    'code_verifier',
    'refresh_token',
    'client_id',
    'client_secret',
    'client_assertion',
    'client_assertion_type',
    'username',
    'password',
  ])('refuses %s there, though the body is right', async (name) => {
    const init = { method: 'POST', headers: { ...asJob, 'Content-Type': form }, body: request };
    const description = `The parameter ${name} is in the URL. Send it in the body.`;
    for (const query of [`${name}=x`, `${name}=`, name, `a=b&%${name.charCodeAt(0).toString(16)}${name.slice(1)}=x`]) {
      expectRefusal(await send(server, `/token?${query}`, init), 'MalformedRequest', description);
    }
  });

  it('is never a source of credentials', async () => {
    const query = new URLSearchParams({ client_id: job.client_id, client_secret: jobSecret });
    const init = { method: 'POST', headers: { 'Content-Type': form }, body: request };
    expectRefusal(
      await send(server, `/token?${query}`, init),
      'MalformedRequest',
      'The parameter client_id is in the URL',
    );
  });

  it('may have other parameters, which are ignored', async () => {
    const init = { method: 'POST', headers: { ...asJob, 'Content-Type': form }, body: request };
    const query = 'api-version=1&Scope=x&__proto__=x&constructor=x&toString&%zz=%&=x';
    expectTokens(await send(server, `/token?${query}`, init), 'reports.read');
  });
});

describe('the order of checks', () => {
  const order = [
    ['method', 'MethodNotAllowed', 'not PUT'],
    ['media type', 'MalformedRequest', 'The Content-Type is'],
    ['size', 'RequestTooLarge', 'The body has'],
    ['encoding', 'MalformedRequest', 'not valid form encoding'],
    ['repeats', 'MalformedRequest', 'client_id is repeated'],
    ['query', 'MalformedRequest', 'scope is in the URL'],
    ['grant type', 'MissingParameter', 'the parameter grant_type'],
    ['client authentication', 'InvalidClient', 'Client authentication failed'],
    ['grant allowed', 'UnauthorizedClient', 'may not use the grant type refresh_token'],
    ['schema', 'InvalidScope', 'The parameter scope is malformed'],
    ['resource', 'InvalidResource', 'is not allowed for this client'],
    ['scope', 'InvalidScope', 'payments.write is not allowed'],
  ] as const;

  it.each(order)('%s is wrong, and so is everything that is checked later', async (first, row, description) => {
    const wrong = new Set(order.slice(order.findIndex(([name]) => name === first)).map(([name]) => name));
    const id = `client_id=${job.client_id}`;
    const body = [
      ...(wrong.has('grant type') ? [] : [wrong.has('grant allowed') ? 'grant_type=refresh_token' : request]),
      wrong.has('repeats') ? `${id}&${id}` : id,
      wrong.has('schema') ? 'scope=%22' : 'scope=payments.write',
      `resource=${wrong.has('resource') ? 'https://nobody.example' : 'https://reports.example'}`,
      ...(wrong.has('encoding') ? ['%'] : []),
      ...(wrong.has('size') ? ['x'.repeat(70_000)] : []),
    ].join('&');
    const answer = await send(server, wrong.has('query') ? '/token?scope=x' : '/token', {
      method: wrong.has('method') ? 'PUT' : 'POST',
      headers: {
        'Content-Type': wrong.has('media type') ? 'text/plain' : form,
        Authorization: basic(job.client_id, wrong.has('client authentication') ? 'wrong' : jobSecret),
      },
      body,
    });
    expectRefusal(answer, row, description);
  });
});

it('serves a path in any case, with or without a trailing slash', async () => {
  const init = { method: 'POST', headers: { ...asJob, 'Content-Type': form }, body: request };
  for (const path of ['/TOKEN', '/token/']) expectTokens(await send(server, path, init), 'reports.read');
});
