import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findErrors, findNumber, maxSearchLength } from '../../error-page/search.ts';
import { texts } from '../../error-page/texts/texts.ts';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { type Language, languages } from '../../shared/html/language.ts';
import { text } from '../support/hostile.ts';
import { expectPage, linksOf, structureOf, textOf } from '../support/page.ts';
import { send } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer();

const search = (q: string, language: Language = 'en', accept = 'text/html') =>
  send(server, `/error?${new URLSearchParams({ lang: language, q })}`, { headers: { Accept: accept } });
const namesFor = (q: string, language: Language = 'en') => findErrors(q, language).map(({ name }) => name);

describe('a number', () => {
  it.each([
    '70011',
    ' 70011 ',
    'AADSTS70011',
    'aadsts70011',
    "AADSTS70011: The scope 'a b' is not allowed. Trace ID: 62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca",
    'https://issuer.example/error?trace_id=62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca&error_code=70011',
  ])('leads to the page of its error, also in what a client shows: %s', async (q) => {
    const answer = await search(q, 'lv');
    expectPage(answer, 'lv');
    expect(answer.text).toContain('<h1>AADSTS70011: InvalidScope</h1>');
    expect((await search(q, 'lv', 'application/json')).json).toEqual([
      (await send(server, '/error?error_code=70011&lang=lv', { headers: { Accept: 'application/json' } })).json,
    ]);
  });

  it('of every error is found', () => {
    for (const name of errorNames) expect(findNumber(`AADSTS${catalogue[name].number}: x`)?.name).toBe(name);
  });

  it('in error_code counts more', async () => {
    const { text: page } = await send(server, '/error?q=50000&error_code=70011', { headers: { Accept: 'text/html' } });
    expect(page).toContain('<h1>AADSTS70011: InvalidScope</h1>');
  });
});

describe('words', () => {
  it.each(languages)('find in %s the errors that have all of them, those with the name first', async (language) => {
    for (const name of errorNames) {
      const { meaning } = texts[language].errors[name];
      expect(namesFor(name.toLowerCase(), language)[0], name).toBe(name);
      expect(namesFor(meaning, language), name).toContain(name);
    }
    const answer = await search('redirect_uri', language);
    expectPage(answer, language);
    const found = namesFor('redirect_uri', language);
    expect(found.length).toBeGreaterThan(1);
    const links = linksOf(answer.text).filter((link) => link.includes('error_code='));
    expect(links).toEqual(found.map((name) => `?lang=${language}&error_code=${catalogue[name].number}`));
    expect(textOf(answer.text)).toContain(`${texts[language].labels.results}: redirect_uri (${found.length})`);
    const json = await search('redirect_uri', language, 'application/json');
    expect(json.json.map(({ name }: { readonly name: string }) => name)).toEqual(found);
  });

  it('are found without diacritics, in any case and order', () => {
    expect(namesFor('PILNVAROT nav', 'lv')).toEqual(namesFor('nav pilnvarot', 'lv'));
    expect(namesFor('klienta noslepums', 'lv')).toEqual(namesFor('klienta noslēpums', 'lv'));
    expect(namesFor('klienta noslepums', 'lv')).not.toEqual([]);
  });

  it.each(languages)('that no error has give advice in %s, and all errors', async (language) => {
    const answer = await search('qwertz-70099', language);
    expectPage(answer, language);
    expect(textOf(answer.text)).toContain(texts[language].labels.nothingFound.replaceAll('`', ''));
    expect(linksOf(answer.text).filter((link) => link.includes('error_code='))).toHaveLength(errorNames.length);
    expect((await search('qwertz-70099', language, 'application/json')).json).toEqual([]);
  });

  it('stay in the links to other languages', async () => {
    const { text: page } = await search('nothing & "more"');
    const others = linksOf(page).filter((link) => link.includes('q='));
    expect(others).toEqual([...languages, ...languages].map((each) => `?lang=${each}&q=nothing+%26+%22more%22`));
  });
});

it.each(['', ' ', '\n'])('an empty search shows the index: %j', async (q) => {
  const index = await send(server, '/error?lang=en', { headers: { Accept: 'text/html' } });
  expect((await search(q)).text).toBe(index.text);
});

it('what is searched for is escaped and cut, whatever it is', async () => {
  const plain = structureOf((await search('qwertz')).text);
  await fc.assert(
    fc.asyncProperty(text, async (some) => {
      const q = `qwertz ${some}`;
      const answer = await search(q);
      expectPage(answer, 'en');
      expect(structureOf(answer.text)).toBe(plain);
    }),
    { numRuns: 10 },
  );
  const long = await search(`qwertz${'"'.repeat(2000)}`);
  expect(long.text).toContain(`value="qwertz${'&quot;'.repeat(maxSearchLength - 6)}" maxlength="${maxSearchLength}"`);
});

it('an unknown number offers the search', async () => {
  const answer = await send(server, '/error?error_code=1', { headers: { Accept: 'text/html' } });
  expectPage(answer, 'en', 404, { formAction: "'self'" });
  expect(answer.text).toContain('<form class="search" role="search">');
});
