// Rules for the texts of all pages, in every language.
import { expect } from 'vitest';
import { html } from '../../../shared/html/html.ts';
import type { Language } from '../../../shared/html/language.ts';

/** All texts, with sample names and numbers filled in. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String(value(html`<bdi>Ada</bdi>`))];
  return Object.values(value ?? {}).flatMap(textsIn);
}

/** Each language has as many texts as English, none of them empty, unfinished or the English one, and its own letters. */
export function expectOwnTexts(texts: Readonly<Record<Language, object>>): void {
  const english = textsIn(texts.en);
  for (const language of ['en', 'lv', 'nb'] as const) {
    const said = textsIn(texts[language]);
    expect(said, language).toHaveLength(english.length);
    for (const text of said) {
      expect(text).toBe(text.trim());
      expect(text).toMatch(/\p{L}{2}/u);
      expect(text).not.toMatch(/todo|fixme|lorem|undefined|\?\?|\s\s|\.\.|`/i);
    }
    if (language !== 'en') expect(said.filter((text, index) => text === english[index])).toEqual([]);
  }
  for (const letter of 'āēīšū') expect(textsIn(texts.lv).join(' ')).toContain(letter);
  for (const letter of 'å') expect(textsIn(texts.nb).join(' ')).toContain(letter);
}
