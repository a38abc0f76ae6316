import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorPage, indexPage } from '../../error-page/page.ts';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { exchange } from '../support/exchange.ts';
import { expectRefusal, send, type TestAnswer } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** A page for people: no script of another origin reads it. */
const sameOrigin = { isCrossOrigin: false };

const rows = errorNames.map((name) => ({ name, ...catalogue[name] }));

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function expectPage({ status, headers, text }: TestAnswer): void {
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-language')).toBe('en');
  expect(headers.get('content-security-policy')).toBe(policy);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('set-cookie')).toBeNull();
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">\n/);
  expect(text).not.toMatch(/<script|<img|<iframe|<form|\son\w+=|javascript:|https?:/i);
}

/** What a reader sees. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('the page of an error', () => {
  it.each(rows)('$number $name says what happened and what to do', async ({ number, name, meaning, remedy }) => {
    const answer = await send(server, `/error?code=${number}`, { headers: { Accept: 'text/html' } });
    expectPage(answer);
    expect(answer.text).toContain(`<title>AADSTS${number}: ${name}</title>`);
    expect(answer.text).toContain(`<h1>AADSTS${number}: ${name}</h1>`);
    for (const said of [meaning, remedy]) expect(textOf(answer.text)).toContain(said);
    expect(textOf(answer.text)).toContain('trace_id, the correlation_id and the timestamp');
  });

  it.each(rows)('$number $name says how it is answered', async ({ number, error, status, isFault, isLogOnly }) => {
    const text = textOf((await send(server, `/error?code=${number}`)).text);
    const answered = isLogOnly
      ? 'It stands in the log alone, as reason: the caller is told less.'
      : `HTTP status ${status}, error is ${error}.`;
    expect(text).toContain(answered);
    expect(text.includes(`answered as AADSTS50000; ${number} stands second in error_codes`)).toBe(isFault ?? false);
  });

  it('is where error_uri leads', async () => {
    const { json } = await send(server, '/token', { method: 'POST', body: new URLSearchParams() });
    expect(json.error_uri).toBe(`${issuer}/error?code=900144`);
    expectPage(await send(server, json.error_uri.slice(issuer.length)));
  });

  it.each(rows)('$number $name is data for a script that asks for JSON', async ({ number, name, ...row }) => {
    const answer = await send(server, `/error?code=${number}`, { headers: { Accept: 'application/json' } });
    const { error, status, meaning, remedy } = row;
    expect([answer.status, answer.json]).toEqual([200, { code: number, name, error, status, meaning, remedy }]);
  });

  it.each([
    ['application/json, text/html;q=0.5', 'application/json'],
    ['text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['', 'text/html; charset=utf-8'],
  ])('comes to who accepts %j as %s', async (accept, type) => {
    const answer = await send(server, '/error?code=70002', { headers: { Accept: accept } });
    expect(answer.headers.get('content-type')).toBe(type);
  });

  it('has nothing of the request in it', async () => {
    const plain = await send(server, '/error?code=70002');
    const crowded = await exchange(server, {
      method: 'GET',
      path: '/error?code=70002&x=%3Cscript%3E&code=50000',
      headers: [
        ['Host', 'evil.example'],
        ['Accept-Language', '<script>'],
        ['Referer', 'https://evil.example'],
        ['client-request-id', '<script>'],
        ['User-Agent', '<script>'],
      ],
    });
    expectPage(crowded);
    expect(crowded.text).toBe(plain.text);
  });

  it('shows what the catalogue says as text, whatever it says', () => {
    const said = 'a < b && <b title="c">';
    const entry = { name: 'InvalidScope', row: { ...catalogue.InvalidScope, meaning: said, remedy: said } } as const;
    const escaped = 'a &lt; b &amp;&amp; &lt;b title="c"&gt;';
    expect(errorPage(entry).split(escaped)).toHaveLength(3);
    expect(indexPage([entry]).split(escaped)).toHaveLength(2);
    for (const page of [errorPage(entry), indexPage([entry])]) expect(page).not.toContain(said);
  });

  it('is answered to HEAD without a body', async () => {
    const [get, head] = [
      await send(server, '/error?code=70002'),
      await send(server, '/error?code=70002', { method: 'HEAD' }),
    ];
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['content-type', 'content-security-policy', 'content-length']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
  });

  it('is not for POST', async () => {
    const answer = await send(server, '/error?code=70002', { method: 'POST', body: '' });
    expectRefusal(answer, 'MethodNotAllowed', /: The endpoint takes GET, HEAD, not POST\.$/, sameOrigin);
  });
});

describe('a number that no error has', () => {
  it.each([
    '1',
    '',
    '-70002',
    '070002',
    '70002.0',
    '7e4',
    ' 70002',
    '70002 ',
    '70002\0',
    '٧٠٠٠٢',
    'AADSTS70002',
    'NaN',
    '__proto__',
    'constructor',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "';alert(1)//",
    '\r\nSet-Cookie: a=b',
    '{{7*7}}',
    '../../etc/passwd',
    'x'.repeat(10_000),
  ])('is a 404 that repeats nothing: %j', async (code) => {
    for (const accept of ['text/html', 'application/json']) {
      const answer = await send(server, `/error?code=${encodeURIComponent(code)}`, { headers: { Accept: accept } });
      expectRefusal(answer, 'UnknownErrorNumber', /: No error of this server has this number\.$/, sameOrigin);
      // A short one may stand in an id by chance.
      if (code.length > 9) expect(JSON.stringify([answer.text, ...answer.headers])).not.toContain(code);
    }
  });

  it('is a 404 when it is not even text', async () => {
    const answer = await exchange(server, { method: 'GET', path: '/error?code=%FF%ZZ%' });
    expectRefusal(answer, 'UnknownErrorNumber', /: No error of this server has this number\.$/, sameOrigin);
  });
});

describe('the index', () => {
  it('links to the page of every error', async () => {
    const answer = await send(server, '/error');
    expectPage(answer);
    expect(answer.text).toContain('<title>Errors of this server</title>');
    const links = [...answer.text.matchAll(/href="(error\?code=(\d+))"/g)];
    expect(links.map(([, , number]) => Number(number))).toEqual(rows.map(({ number }) => number));
    expect(links.map(([, link]) => new URL(link ?? '', `${issuer}/tenant/error`).href)).toEqual(
      rows.map(({ number }) => `${issuer}/tenant/error?code=${number}`),
    );
    for (const { meaning } of rows) expect(textOf(answer.text)).toContain(meaning);
  });

  it('is a list for a script that asks for JSON', async () => {
    const { status, json } = await send(server, '/error', { headers: { Accept: 'application/json' } });
    const list = rows.map(({ name, number: code, error, status, meaning, remedy }) => ({
      ...{ code, name, error, status, meaning, remedy },
    }));
    expect([status, json]).toEqual([200, list]);
  });
});
