import fc from 'fast-check';

import { expect, it } from 'vitest';
import { toBase64 } from '../../../shared/base/to-base64.ts';

const alphabets = { base64: '+/', base64url: '-_' } as const;

it('writes bytes as RFC 4648 does, in both alphabets, with padding and without', () => {
  const property = fc.property(
    fc.uint8Array(),
    fc.constantFrom('base64', 'base64url'),
    fc.boolean(),
    (bytes, alphabet, omitPadding) => {
      const [plus, slash] = alphabets[alphabet];
      const padded = btoa(String.fromCharCode(...bytes))
        .replaceAll('+', plus ?? '')
        .replaceAll('/', slash ?? '');
      const expected = omitPadding ? padded.replaceAll('=', '') : padded;
      expect(toBase64.call(bytes, { alphabet, omitPadding })).toBe(expected);
    },
  );
  fc.assert(property);
});

it('writes only the bytes of a view, and pads with the alphabet of MIME by default', () => {
  const view = new Uint8Array([1, 2, 251, 255, 3, 4]).subarray(2, 4);
  expect(toBase64.call(view)).toBe('+/8=');
});

it('refuses another alphabet, and what is not bytes', () => {
  expect(() => toBase64.call(new Uint8Array(1), { alphabet: 'base32' as 'base64' })).toThrow(TypeError);
  expect(() => toBase64.call([1] as unknown as Uint8Array)).toThrow(TypeError);
});
