import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { languages } from '../../shared/html/language.ts';
import { exchange } from '../support/exchange.ts';
import { headerValue, text } from '../support/hostile.ts';
import { expectPage, linksOf } from '../support/page.ts';
import { decoded } from '../support/page-source.ts';
import { basic, postForm, send } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';

const numRuns = process.env.LONG ? 3_000 : 150;

const ids = {
  trace_id: '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
  correlation_id: '0f1c0000-0000-4000-8000-0000000000ab',
  timestamp: '2026-11-21 10:02:54Z',
};

const servers: TestServer[] = [];
let byMail: TestServer;
let byForm: TestServer;
let nowhere: TestServer;
beforeAll(async () => {
  nowhere = await startServer();
  byMail = await startServer({ environment: { SUPPORT_URL: 'mailto:help+desk@support.example' } });
  byForm = await startServer({ environment: { SUPPORT_URL: 'https://support.example/new?project=7&issuer=x' } });
  servers.push(nowhere, byMail, byForm);
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

function open(server: TestServer, query: Readonly<Record<string, string>>) {
  return send(server, `/error?${new URLSearchParams(query)}`, { headers: { Accept: 'text/html' } });
}

function blockOf(page: string): readonly string[] {
  return decoded(/<pre class="copy">([^<]*)<\/pre>/.exec(page)?.[1] ?? '').split('\n');
}

const version = expect.stringMatching(/^version: tessera \d+\.\d+\.\d+$/);

describe('the support block', () => {
  it('has the numbers, the ids of the answer, the issuer and the version', async () => {
    const { text: page } = await open(nowhere, { ...ids, error_code: '70011' });
    expect(blockOf(page)).toEqual([
      'error_codes: 70011',
      `trace_id: ${ids.trace_id}`,
      `correlation_id: ${ids.correlation_id}`,
      `timestamp: ${ids.timestamp}`,
      `issuer: ${issuer}`,
      version,
    ]);
  });

  it('has both numbers of a fault', async () => {
    const { text: page } = await open(nowhere, { error_code: '5000003' });
    expect(blockOf(page)).toEqual(['error_codes: 50000 5000003', `issuer: ${issuer}`, version]);
  });

  it('is filled by error_uri with the ids of the answer', async () => {
    const { json } = await postForm(nowhere, '/token', {}, { Authorization: basic('nobody', 'a-secret-that-is-none') });
    const { trace_id, correlation_id, timestamp, error_uri } = json;
    const { text: page } = await send(nowhere, error_uri.slice(issuer.length), { headers: { Accept: 'text/html' } });
    for (const line of [`trace_id: ${trace_id}`, `correlation_id: ${correlation_id}`, `timestamp: ${timestamp}`])
      expect(blockOf(page)).toContain(line);
  });

  it('writes GUIDs in lower case, as the log does', async () => {
    const { text: page } = await open(nowhere, { error_code: '70011', trace_id: ids.trace_id.toUpperCase() });
    expect(blockOf(page)).toContain(`trace_id: ${ids.trace_id}`);
    expect(page).not.toContain(ids.trace_id.toUpperCase());
  });

  it('says where the ids are while they are missing, and asks for none', async () => {
    for (const [known, hints] of [
      [{}, 1],
      [ids, 0],
    ] as const) {
      const { text: page } = await open(nowhere, { error_code: '70011', ...known });
      expect(page.split('the <code>error_uri</code> of the answer')).toHaveLength(1 + hints);
      expect(page).not.toContain('<form');
    }
  });

  it.each([
    ['trace_id', `${ids.trace_id}0`],
    ['trace_id', `{${ids.trace_id}}`],
    ['trace_id', `${ids.trace_id}\n`],
    ['trace_id', ids.trace_id.replaceAll('-', '')],
    ['correlation_id', `${ids.correlation_id}<b>`],
    ['timestamp', '2026-11-21T10:02:54Z'],
    ['timestamp', '2026-11-21 10:02:54'],
    ['timestamp', '2026-13-21 10:02:54Z'],
    ['timestamp', '2026-02-30 10:02:54Z'],
    ['timestamp', '2026-11-21 24:00:01Z'],
    ['timestamp', '2026-11-21 10:02:54Z '],
    ['timestamp', '12026-11-21 10:02:54Z'],
  ])('leaves out a %s that is none: %j', async (name, value) => {
    const [{ text: page }, { text: plain }] = [
      await open(nowhere, { [name]: value, error_code: '70011' }),
      await open(nowhere, { error_code: '70011' }),
    ];
    expect(page).toBe(plain);
  });

  it('leaves out repeated parameters', async () => {
    const path = `/error?trace_id=${ids.trace_id}&trace_id=${ids.correlation_id}&error_code=70011`;
    expect((await send(nowhere, path)).text).toBe((await open(nowhere, { error_code: '70011' })).text);
  });
});

describe('the support link', () => {
  it('is a mail to the operator that contains the block', async () => {
    const { text: page } = await open(byMail, { ...ids, error_code: '70011' });
    const link = linksOf(page).find((href) => href.startsWith('mailto:')) ?? '';
    const { pathname, searchParams, hash } = new URL(link);
    expect([pathname, hash, [...searchParams.keys()]]).toEqual(['help+desk@support.example', '', ['subject', 'body']]);
    expect(searchParams.get('subject')).toBe('AADSTS70011 InvalidScope');
    // RFC 6068 §5: line breaks are %0D%0A.
    expect(searchParams.get('body')).toBe(`${blockOf(page).join('\r\n')}\r\n`);
    // Mail programs do not decode a plus sign as a space.
    expect(link.slice(link.indexOf('?'))).not.toContain('+');
  });

  it('is the operator’s site with the members of the block as additional parameters', async () => {
    const { text: page } = await open(byForm, { ...ids, error_code: '5000003' });
    const link = new URL(linksOf(page).find((href) => href.startsWith('https://support.example')) ?? '');
    expect(`${link.origin}${link.pathname}`).toBe('https://support.example/new');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      project: '7',
      error_codes: '50000 5000003',
      ...ids,
      issuer,
      version: expect.stringMatching(/^tessera /),
    });
  });

  it('is in the JSON too', async () => {
    const query = new URLSearchParams({ ...ids, error_code: '70011' });
    const { json } = await send(byForm, `/error?${query}`, { headers: { Accept: 'application/json' } });
    expect(json.support).toMatchObject({
      ...ids,
      error_codes: '70011',
      url: expect.stringMatching(/^https:\/\/support\.example\/new\?/),
    });
  });

  it('is absent when the operator has not configured it', async () => {
    const { text: page } = await open(nowhere, { ...ids, error_code: '70011' });
    expect(linksOf(page).filter((href) => /mailto|support/.test(href))).toEqual([]);
    expect(page).not.toContain('class="button"');
  });
});

describe('any value in the request', () => {
  const parameters = [
    'error_code',
    'code',
    'lang',
    'trace_id',
    'correlation_id',
    'timestamp',
    'client-request-id',
    'error',
    'x',
  ];
  const numbers = errorNames.map((name) => String(catalogue[name].number));

  it('changes only the language and the error of the page', async () => {
    const pages = new Set<string>();
    for (const language of languages) {
      for (const number of [...numbers, '0'])
        pages.add((await open(byForm, { lang: language, error_code: number })).text);
      pages.add((await open(byForm, { lang: language })).text);
    }
    const value = fc.oneof(
      text,
      fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "';--", '\r\nX: y'),
    );
    const query = fc.array(fc.tuple(fc.constantFrom(...parameters), value), { maxLength: 8 });
    const known = fc.option(fc.constantFrom(...numbers), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(query, known, headerValue, async (pairs, code, header) => {
        const search = new URLSearchParams(code && { error_code: code });
        for (const [name, each] of pairs) search.append(name, each);
        const answer = await exchange(byForm, {
          method: 'GET',
          path: `/error?${search}`,
          headers: [
            ['Accept', 'text/html'],
            ['Accept-Language', header],
            ['Referer', header],
            ['User-Agent', header],
            ['client-request-id', header],
          ],
        });
        expect([pages.has(answer.text), [200, 404].includes(answer.status)]).toEqual([true, true]);
        expectPage(
          answer,
          languages.find((each) => answer.text.includes(`<html lang="${each}">`)) ?? 'en',
          answer.status,
        );
      }),
      { numRuns },
    );
  });
});
