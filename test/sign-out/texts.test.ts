import { expect, it } from 'vitest';
import { texts } from '../../sign-out/texts/texts.ts';
import { expectOwnTexts } from '../shared/html/texts.ts';

it('each language says every text in its own words', () => {
  expectOwnTexts(texts);
});

it('what has happened is told in whole sentences', () => {
  for (const { signedOut, signOut } of Object.values(texts)) {
    for (const sentence of [signedOut.here, signedOut.everywhere, signOut.everywhereHint])
      expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  }
});
