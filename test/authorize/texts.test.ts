import { expect, it } from 'vitest';
import { texts } from '../../authorize/texts/texts.ts';
import { expectOwnTexts, textsIn } from '../shared/html/texts.ts';

it('every text is translated in every language', () => {
  expectOwnTexts(texts);
});

it('problems and advice are whole sentences', () => {
  for (const language of Object.values(texts)) {
    const { wrong, busy, expired, throttled } = language.signIn;
    const sentences = [wrong, busy, expired, throttled(undefined), throttled(3), ...textsIn(language.refusal.advice)];
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  }
});
