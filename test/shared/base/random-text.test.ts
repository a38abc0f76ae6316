import { expect, it } from 'vitest';
import { randomText } from '../../../shared/base/random-text.ts';

it('gives as many bytes as asked for in base64url, and none of them twice, over many pools', () => {
  const texts = Array.from({ length: 3000 }, (_, index) => randomText(index % 2 === 0 ? 16 : 12));
  expect(texts.every((text, index) => text.length === (index % 2 === 0 ? 22 : 16))).toBe(true);
  expect(texts.every((text) => /^[\w-]+$/.test(text))).toBe(true);
  // Eight characters in common would be 48 bits: a piece of a pool that was used before.
  const pieces = texts.map((text) => text.slice(0, 8));
  expect(new Set(pieces).size).toBe(pieces.length);
});
