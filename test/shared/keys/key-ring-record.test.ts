import { expect, it } from 'vitest';
import { generateKeyRing } from '../../../shared/keys/key-ring-record.ts';

it('makes kids that commands do not take for options', async () => {
  const rings = await Promise.all(Array.from({ length: 300 }, () => generateKeyRing(['EdDSA'], 1)));
  const kids = rings.flatMap(({ signing, sealing }) => [...signing, ...sealing].map(({ kid }) => kid));
  expect(kids.filter((kid) => kid.startsWith('-'))).toEqual([]);
});
