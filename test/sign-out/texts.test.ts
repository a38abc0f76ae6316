import { expect, it } from 'vitest';
import { texts } from '../../sign-out/texts/texts.ts';
import { expectOwnTexts } from '../shared/html/texts.ts';

it('every text is translated in every language', () => {
  expectOwnTexts(texts);
});

it('messages are whole sentences', () => {
  for (const { signedOut, signOut } of Object.values(texts)) {
    for (const sentence of [signedOut.here, signedOut.everywhere, signOut.everywhereHint])
      expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  }
});
