import { describe, expect, it } from 'vitest';
import type { Texts } from '../../error-page/texts/page-texts.ts';
import { texts } from '../../error-page/texts/texts.ts';
import { errorNames } from '../../shared/errors/catalogue.ts';
import { languages } from '../../shared/html/language.ts';

type Said = readonly [where: string, text: string];

/** Every text of a language, with its path. */
function textsOf({ labels, ...others }: Texts): readonly Said[] {
  const { sectionOf, ...plain } = labels;
  return [...flatten('labels', plain), ...flatten('', others), ['labels.sectionOf', sectionOf('5.2')]];
}

function flatten(where: string, value: unknown): readonly Said[] {
  if (typeof value === 'string') return [[where, value]];
  return Object.entries(value ?? {}).flatMap(([name, inner]) => flatten(`${where}.${name}`, inner));
}

const placesOf = (said: readonly Said[]) => said.map(([where]) => where.replace(/\.\d+$/, '')).sort();

describe.each(languages)('the texts in %s', (language) => {
  const said = textsOf(texts[language]);

  it('exist for every error, as whole sentences, with code marks in pairs', () => {
    expect(Object.keys(texts[language].errors).sort()).toEqual([...errorNames].sort());
    for (const [where, text] of said) {
      expect(text.trim(), where).toBe(text);
      expect(text.length, where).toBeGreaterThan(2);
      expect(text, where).not.toMatch(/todo|fixme|xxx|lorem|\?\?|[<>]|\s\s|\.\./i);
      expect(text.split('`').length % 2, where).toBe(1);
    }
    const sentences = said.filter(([where]) => /^\.(?:errors|groups|retry)\./.test(where));
    for (const [where, text] of sentences) expect(text, where).toMatch(/^[\p{Lu}`].*\.$/u);
  });

  it('differ for different errors', () => {
    const meanings = errorNames.map((name) => texts[language].errors[name].meaning);
    expect(meanings.filter((text, index) => meanings.indexOf(text) !== index)).toEqual([]);
  });
});

describe.each(languages.filter((language) => language !== 'en'))('the translation to %s', (language) => {
  const english = new Map(textsOf(texts.en));
  const said = textsOf(texts[language]);

  it('has a translation of each English text, and no English text', () => {
    expect(placesOf(said)).toEqual(placesOf([...english]));
    expect(said.filter(([where, text]) => english.get(where) === text)).toEqual([]);
  });

  it.each(errorNames)('marks in %s the same code as the English text', (name) => {
    const codeOf = ({ errors }: Texts) => new Set(JSON.stringify(errors[name]).match(/`[^`]*`/g) ?? []);
    expect([...codeOf(texts[language])]).toEqual(expect.arrayContaining([...codeOf(texts.en)]));
  });
});

it('texts use only letters of their language', () => {
  const all = (language: 'lv' | 'nb') =>
    textsOf(texts[language])
      .map(([, text]) => text)
      .join(' ')
      .replace(/`[^`]*`/g, '');
  for (const letter of 'āēģīķļņšūž') expect(all('lv')).toContain(letter);
  for (const letter of 'æøå') expect(all('nb')).toContain(letter);
});
