import { describe, expect, it } from 'vitest';
import { adviceText } from '../../error-page/advice.ts';
import { facts } from '../../error-page/facts.ts';
import { texts } from '../../error-page/texts/texts.ts';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { languages } from '../../shared/html/language.ts';
import { errorUriOf } from '../support/error-uri.ts';
import { exchange } from '../support/exchange.ts';
import { expectPage, linksOf, textOf } from '../support/page.ts';
import { expectRefusal, send } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer();

/** Expects a page that scripts of other origins cannot read. */
const sameOrigin = { isCrossOrigin: false };

const rows = errorNames.map((name) => ({ name, ...catalogue[name] }));
const plain = (text: string) => text.replaceAll('`', '');
const partsOf = (change: string | Readonly<Record<string, string>>) =>
  typeof change === 'string' ? [change] : Object.values(change);

const open = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  send(server, path, { headers: { Accept: 'text/html', ...headers } });

describe.each(languages)('in %s, the page of an error', (language) => {
  const { labels, errors, groups, retry } = texts[language];

  it.each(rows)('$number $name gives its meaning, its causes and what to change', async ({ name, number }) => {
    const answer = await open(`/error?error_code=${number}`, { 'Accept-Language': language });
    expectPage(answer, language);
    expect(answer.text).toContain(`<title>AADSTS${number}: ${name} · Tessera</title>`);
    expect(answer.text).toContain(`<h1>AADSTS${number}: ${name}</h1>`);
    const { meaning, causes, change } = errors[name];
    const shown = textOf(answer.text);
    const what = [labels.change, retry[facts[name].retry], ...partsOf(change)];
    const help = [labels.support, labels.supportHowTo];
    const why = [labels.causes, ...causes];
    const said = [...what, ...help, ...why, labels.background, labels.error, labels.references];
    let place = 0;
    for (const each of [meaning, ...said].map(plain)) {
      place = shown.indexOf(each, place);
      expect(place, each).not.toBe(-1);
    }
    for (const reference of facts[name].references) {
      const [rfc = '', section = ''] = reference.split('#');
      expect(linksOf(answer.text)).toContain(`https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section}`);
      expect(shown).toContain(`RFC ${rfc}, ${labels.sectionOf(section)}`);
    }
  });

  it.each(rows)(
    '$number $name is JSON when the request prefers it',
    async ({ name, number, error, status, isLogOnly, isFault }) => {
      const { headers, ...answer } = await send(server, `/error?error_code=${number}&lang=${language}`, {
        headers: { Accept: 'application/json' },
      });
      const { meaning, causes, change } = errors[name];
      expect([answer.status, answer.json]).toEqual([
        200,
        {
          number,
          name,
          error,
          status,
          language,
          meaning: plain(meaning),
          causes: causes.map(plain),
          change: plain(adviceText(change, labels)),
          ...(answer.json.before && {
            before: expect.stringMatching(/^curl /),
            after: expect.stringMatching(/^curl /),
          }),
          retry: { kind: facts[name].retry, text: plain(retry[facts[name].retry]) },
          references: facts[name].references.map((reference) => {
            const [rfc, section] = reference.split('#');
            return { rfc: Number(rfc), section, url: `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section}` };
          }),
          support: {
            [isLogOnly ? 'reason' : 'error_codes']: isFault ? `50000 ${number}` : `${number}`,
            issuer,
            version: expect.stringMatching(/^tessera \d+\.\d+\.\d+$/),
          },
        },
      ]);
      expect([headers.get('content-language'), headers.get('vary')]).toEqual([language, 'Accept, Accept-Language']);
    },
  );

  it('of an unknown number is a 404, which is logged too', async () => {
    const answer = await open('/error?error_code=1', { 'Accept-Language': language });
    expectPage(answer, language, 404);
    expect(textOf(answer.text)).toContain(plain(errors.UnknownErrorNumber.meaning));
    expect(server.log.at(-1)).toMatchObject({ status: 404, error: 'invalid_request', error_codes: [990004] });
  });

  it.each([50000, 5000003, 70011])(
    'of %d has advice, help, causes, and then the background, in this order',
    async (number) => {
      const { text } = await open(`/error?error_code=${number}`, { 'Accept-Language': language });
      const headings = [...text.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
      expect(headings).toEqual([labels.change, labels.support, labels.causes, labels.background]);
    },
  );

  it('of 50000 says how a token request can end', async () => {
    const { text } = await open('/error?error_code=50000', { 'Accept-Language': language });
    const { endingSuccess, endingRefusal, endingFault } = labels;
    for (const said of [endingSuccess, endingRefusal, endingFault]) expect(textOf(text)).toContain(plain(said));
  });

  it('of 50000 explains and links the six errors of RFC 6749, and links all faults', async () => {
    const { text } = await open('/error?error_code=50000', { 'Accept-Language': language });
    const six = ['request', 'client', 'grant', 'scope'].map((what) => `invalid_${what}`);
    for (const error of [...six, 'unauthorized_client', 'unsupported_grant_type'])
      expect(linksOf(text)).toContain(`?lang=${language}#${error}`);
    expect(textOf(text)).toContain(plain(groups.invalid_client));
    const faults = rows.filter(({ isFault }) => isFault).map(({ number }) => `?lang=${language}&error_code=${number}`);
    expect(linksOf(text)).toEqual(expect.arrayContaining(faults));
    expect(textOf(text)).toMatch(/ 500, 503 /);
  });

  it('of a fault says that callers see 50000', async () => {
    for (const { number, isFault } of rows) {
      const { text } = await open(`/error?error_code=${number}&lang=${language}`);
      expect(textOf(text).includes(plain(labels.isFault)), String(number)).toBe(isFault ?? false);
      expect(textOf(text).includes(`50000, ${number}`), String(number)).toBe(isFault ?? false);
    }
  });

  it('of an error that only the log has says so', async () => {
    for (const { number, isLogOnly } of rows) {
      const { text } = await open(`/error?error_code=${number}&lang=${language}`);
      expect(textOf(text).includes(plain(labels.isLogOnly)), String(number)).toBe(isLogOnly ?? false);
    }
  });
});

describe('the language', () => {
  it('is that of the query, else that of the browser, else English', async () => {
    expectPage(await open('/error?error_code=70011&lang=nb', { 'Accept-Language': 'lv' }), 'nb');
    expectPage(await open('/error?error_code=70011', { 'Accept-Language': 'de, lv;q=0.5, en;q=0.1' }), 'lv');
    expectPage(await open('/error?error_code=70011&lang=de', { 'Accept-Language': 'de' }), 'en');
  });

  it.each([
    '',
    'error_code=70011',
    'trace_id=62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca&timestamp=2026-11-21+10%3A02%3A54Z&error_code=70011',
  ])('can be changed on the page of ?%s, which stays the same otherwise', async (query) => {
    const { text } = await open(`/error?${query}`);
    const alternates = [...text.matchAll(/<link rel="alternate" hreflang="(\w+)" href="([^"]*)">/g)];
    expect(alternates.map(([, language]) => language)).toEqual(languages);
    for (const language of languages) {
      const link = `?${query.replace(/(?=error_code=)|^$/, `lang=${language}&`).replace(/&$/, '')}`;
      expect(linksOf(text).filter((each) => each === link)).toHaveLength(2);
      expectPage(await open(`/error${link}`), language);
    }
  });
});

describe('the index', () => {
  it.each(languages)('links in %s to the page of every error, under its OAuth error', async (language) => {
    const { labels, errors, groups } = texts[language];
    const answer = await open('/error', { 'Accept-Language': language });
    expectPage(answer, language);
    expect(answer.text).toContain(`<title>${labels.indexTitle} · Tessera</title>`);
    const sections = answer.text.split('<h2 id="').slice(1);
    for (const { name, number, error } of rows) {
      const section = sections.find((each) => each.startsWith(`${error}"`)) ?? '';
      expect(linksOf(section)).toContain(`?lang=${language}&error_code=${number}`);
      expect(textOf(`<${section}`)).toContain(`AADSTS${number} ${name}${plain(errors[name].meaning)}`);
      expect(textOf(`<${section}`)).toContain(plain(groups[error]));
    }
    expect(linksOf(answer.text).filter((link) => link.includes('code='))).toHaveLength(rows.length);
  });

  it('is a list of all entries when the request prefers JSON', async () => {
    const one = async (number: number) => (await send(server, `/error?error_code=${number}`, json)).json;
    const json = { headers: { Accept: 'application/json', 'Accept-Language': 'lv' } };
    const answer = await send(server, '/error', json);
    expect([answer.status, answer.headers.get('content-language')]).toEqual([200, 'lv']);
    expect(answer.json).toEqual(await Promise.all(rows.map(({ number }) => one(number))));
  });
});

describe('the page', () => {
  it('is the target of error_uri', async () => {
    const { json } = await send(server, '/token', { method: 'POST', body: new URLSearchParams() });
    expect(json.error_uri).toBe(errorUriOf(json, 900144, issuer));
    const answer = await open(json.error_uri.slice(issuer.length));
    expectPage(answer, 'en');
    expect(answer.text).toContain('AADSTS900144: MissingParameter');
  });

  it('has no broken link to this server', async () => {
    const opened = new Map<string, string>();
    const waiting = ['/error'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (opened.has(path)) continue;
      const answer = await open(path);
      expect(answer.status, path).toBe(200);
      opened.set(path, answer.text);
      const here = new URL(path, server.url);
      for (const link of linksOf(answer.text).map((each) => new URL(each, here))) {
        if (link.origin === here.origin) waiting.push(`${link.pathname}${link.search}`);
        else expect(link.href).toMatch(/^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+#section-[\d.]+$/);
      }
    }
    for (const [path, text] of opened) {
      for (const link of linksOf(text).map((each) => new URL(each, `${server.url}${path}`))) {
        const target = opened.get(`${link.pathname}${link.search}`) ?? '';
        if (link.hash && link.origin === server.url) expect(target, link.href).toContain(`id="${link.hash.slice(1)}"`);
      }
    }
    expect(opened.size).toBe(1 + languages.length * (rows.length + 1));
  });

  it.each([
    ['application/json, text/html;q=0.5', 'application/json'],
    ['application/json;q=0.5, text/html', 'text/html; charset=utf-8'],
    ['text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['application/json;q=0', 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['', 'text/html; charset=utf-8'],
  ])('comes to who accepts %j as %s', async (accept, type) => {
    const answer = await send(server, '/error?error_code=70002', { headers: { Accept: accept } });
    expect(answer.headers.get('content-type')).toBe(type);
  });

  it('is answered to HEAD without a body', async () => {
    const get = await send(server, '/error?error_code=70002');
    const head = await send(server, '/error?error_code=70002', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['content-type', 'content-language', 'content-security-policy', 'content-length']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
  });

  it('refuses POST', async () => {
    const answer = await send(server, '/error?error_code=70002', { method: 'POST', body: '' });
    expectRefusal(answer, 'MethodNotAllowed', /: The endpoint supports GET, HEAD, not POST\.$/, sameOrigin);
  });
});

describe('the number', () => {
  const id = '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca';

  it.each([
    ['in links from before error_code', '?code=70011', 'InvalidScope'],
    ['in such links with ids', `?trace_id=${id}&code=70011`, 'InvalidScope'],
    ['beside another code, first', '?error_code=70011&code=70002', 'InvalidScope'],
    ['beside another code, last', '?code=70002&error_code=70011', 'InvalidScope'],
    ['beside a code that is none', '?code=AADSTS70002&error_code=70011', 'InvalidScope'],
    ['repeated', '?error_code=70011&error_code=70002', 'InvalidScope'],
    ['repeated in old links', '?code=70011&code=70002', 'InvalidScope'],
  ])('is read %s', async (_, query, name) => {
    const answer = await open(`/error${query}`);
    expectPage(answer, 'en');
    expect(answer.text).toContain(`<h1>AADSTS70011: ${name}</h1>`);
    expect(linksOf(answer.text).filter((link) => /[?&]code=/.test(link))).toEqual([]);
  });

  it.each(['?error_code=&code=70011', '?error_code=x&code=70011'])(
    'is not looked for in code when error_code is wrong: %s',
    async (query) => expectPage(await open(`/error${query}`), 'en', 404),
  );
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
    '../../etc/passwd',
    'x'.repeat(10_000),
  ])('is a 404: %j', async (code) => {
    const path = `/error?error_code=${encodeURIComponent(code)}`;
    for (const accept of ['application/json', '*/*']) {
      const answer = await send(server, path, { headers: { Accept: accept } });
      expectRefusal(answer, 'UnknownErrorNumber', /: There is no error with this number\.$/, sameOrigin);
    }
    expectPage(await open(path), 'en', 404);
  });

  it('is a 404 when it is not valid text', async () => {
    const answer = await exchange(server, { method: 'GET', path: '/error?error_code=%FF%ZZ%' });
    expectRefusal(answer, 'UnknownErrorNumber', /: There is no error with this number\.$/, sameOrigin);
  });
});
