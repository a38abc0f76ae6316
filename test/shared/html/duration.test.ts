import { describe, expect, it } from 'vitest';
import { texts } from '../../../authorize/texts/texts.ts';
import { languages } from '../../../shared/html/language.ts';

describe('how long access lasts, in words', () => {
  it.each<[number, en: string, lv: string, nb: string]>([
    [60, '1 minute', '1 minūti', '1 minutt'],
    [61, '2 minutes', '2 minūtes', '2 minutter'],
    [660, '11 minutes', '11 minūtes', '11 minutter'],
    [1260, '21 minutes', '21 minūti', '21 minutter'],
    [3600, '1 hour', '1 stundu', '1 time'],
    [5400, '1 hour and 30 minutes', '1 stundu un 30 minūtes', '1 time og 30 minutter'],
    [7260, '2 hours and 1 minute', '2 stundas un 1 minūti', '2 timer og 1 minutt'],
    [86_399, '1 day', '1 dienu', '1 dag'],
    [86_400, '1 day', '1 dienu', '1 dag'],
    [90_061, '1 day and 2 hours', '1 dienu un 2 stundas', '1 dag og 2 timer'],
    [10 * 86_400, '10 days', '10 dienas', '10 dager'],
    [11 * 86_400, '11 days', '11 dienas', '11 dager'],
    [7_776_000, '90 days', '90 dienas', '90 dager'],
    [101 * 86_400, '101 days', '101 dienu', '101 dager'],
    [31_536_000, '365 days', '365 dienas', '365 dager'],
  ])('%i seconds: %s', (seconds, ...expected) => {
    expect(languages.map((language) => texts[language].consent.lasts(seconds))).toEqual(
      [
        (words: string) => `This access lasts for up to ${words}.`,
        (words: string) => `Piekļuve ir spēkā ne ilgāk kā ${words}.`,
        (words: string) => `Tilgangen varer i høyst ${words}.`,
      ].map((says, index) => says(expected[index] ?? '')),
    );
  });
});
