import fc from 'fast-check';

/** Any code point but halves of surrogate pairs. The unit `binary` of fast-check takes seconds to index them, in each process. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));
