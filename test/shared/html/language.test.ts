import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLanguage, languages } from '../../../shared/html/language.ts';
import { anyCharacter } from '../../support/any-character.ts';

describe('the language of a page', () => {
  it.each([
    [null, null, 'en'],
    [null, '', 'en'],
    ['lv', null, 'lv'],
    ['LV', 'nb', 'lv'],
    ['lv-LV', 'nb', 'lv'],
    ['nb-NO', 'lv', 'nb'],
    ['no', 'lv', 'nb'],
    ['no-NO', 'lv', 'nb'],
    ['en-GB', 'lv', 'en'],
    // In order of preference.
    ['de lv nb', 'en', 'lv'],
    ['nb-NO lv', 'en', 'nb'],
    ['de fr', 'lv', 'lv'],
    ['  lv ', 'en', 'lv'],
    // Unsupported languages are ignored.
    ['de', 'lv', 'lv'],
    ['', 'lv', 'lv'],
    ['lvx', null, 'en'],
    ['__proto__', null, 'en'],
    [null, 'lv', 'lv'],
    [null, 'nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.6,en-US;q=0.5,en;q=0.4', 'nb'],
    [null, 'no', 'nb'],
    [null, 'nn-NO', 'nb'],
    [null, 'de-DE, lv;q=0.7, en;q=0.9', 'en'],
    [null, 'en;q=0.5,lv;q=0.9', 'lv'],
    [null, 'en;q=0, lv;q=0.1', 'lv'],
    [null, 'lv;q=0', 'en'],
    [null, 'lv;q=2, nb;q=0.1', 'nb'],
    [null, 'lv;q=zero', 'en'],
    [null, 'LV-lv-x-private', 'lv'],
    [null, 'lv ; q=0.2 , nb ; q=0.3', 'nb'],
    [null, 'lv,nb', 'lv'],
    [null, '*', 'en'],
    [null, '*, lv;q=0.5', 'lv'],
    [null, 'zh-Hant-TW', 'en'],
    [null, ',,;q=1,-,', 'en'],
  ])('for the tags %s and Accept-Language %s is %s', (asked, header, language) => {
    expect(chooseLanguage(asked?.split(' ') ?? [], header)).toBe(language);
  });

  it('is always a supported one', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: anyCharacter })), fc.string(), (asked, header) => {
        expect(languages).toContain(chooseLanguage(asked, header));
      }),
    );
  });
});
