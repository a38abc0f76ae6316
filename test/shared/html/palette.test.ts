import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, ensureContrast, textOn } from '../../../shared/html/colour.ts';
import { type Palette, paletteOf, type Scheme } from '../../../shared/html/palette.ts';
import { styleOf } from '../../../shared/html/style.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const schemes: readonly Scheme[] = ['light', 'dark'];

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#000000', 21],
    ['#0b57d0', '#0b57d0', 1],
    // The greys on either side of 4.5 on white.
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#ff0000', '#ffffff', 4.0],
    ['#ff0000', '#000000', 5.25],
    ['#FF0000', '#0000fF', 2.15],
  ])('of %s and %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  });
});

/** Foreground, background and required contrast: WCAG 2.2 §1.4.3, and §1.4.11 for borders and the focus ring. */
const pairs: readonly (readonly [keyof Palette, keyof Palette, number])[] = [
  ['text', 'page', 4.5],
  ['text', 'field', 4.5],
  ['text', 'mark', 4.5],
  ['quiet', 'page', 4.5],
  ['quiet', 'field', 4.5],
  ['link', 'page', 4.5],
  ['link', 'field', 4.5],
  ['on-accent', 'accent', 4.5],
  ['problem', 'problem-field', 4.5],
  ['problem', 'page', 3],
];

describe.each(schemes)('in %s, every text, border and focus ring has enough contrast', (scheme) => {
  const weak = (palette: Palette) =>
    pairs.filter(([one, other, least]) => contrast(palette[one], palette[other]) < least);

  it('without a brand colour', () => {
    expect(weak(paletteOf(scheme, undefined))).toEqual([]);
  });

  it('with any brand colour', () => {
    const extremes = [
      '#000000',
      '#ffffff',
      '#ff0000',
      '#00ff00',
      '#0000ff',
      '#ffff00',
      '#00ffff',
      '#ff00ff',
      '#808080',
    ];
    for (const each of extremes) expect(weak(paletteOf(scheme, each)), each).toEqual([]);
    fc.assert(
      fc.property(colour, (brand) => {
        expect(weak(paletteOf(scheme, brand))).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('and buttons have the unchanged brand colour with black or white text', () => {
    fc.assert(
      fc.property(colour, (brand) => {
        const palette = paletteOf(scheme, brand);
        expect(palette.accent).toBe(brand);
        expect(['#000000', '#ffffff']).toContain(palette['on-accent']);
      }),
    );
  });
});

describe('a colour that is adjusted', () => {
  it('is unchanged if its contrast suffices', () => {
    expect(ensureContrast(4.5, '#0b57d0', ['#ffffff'], 'black')).toBe('#0b57d0');
    expect(ensureContrast(4.5, '#000000', ['#ffffff'], 'black')).toBe('#000000');
  });

  it.each([
    ['#ffd400', '#ffffff', 'black'],
    ['#ff0000', '#ffffff', 'black'],
    ['#800000', '#0f1419', 'white'],
    ['#0000ff', '#0f1419', 'white'],
  ] as const)('goes no further than it has to: %s on %s', (brand, background, end) => {
    const moved = ensureContrast(4.5, brand, [background], end);
    expect(contrast(moved, background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(moved, background)).toBeLessThan(4.75);
    // The largest of the three channels remains the largest, so the hue is the same.
    const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    const top = (hex: string) => channels(hex).indexOf(Math.max(...channels(hex)));
    expect(top(moved)).toBe(top(brand));
  });

  it('always suffices for black or white text on any background', () => {
    fc.assert(
      fc.property(colour, (background) => {
        expect(contrast(textOn(background), background)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

it('the styles define each colour that they use', () => {
  const style = (['form', 'document'] as const).map((layout) => styleOf('#ffd400', layout)).join('');
  const used = new Set([...style.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(paletteOf('light', '#ffd400')).sort());
  expect(style).toContain('--accent:#ffd400;--on-accent:#000000;');
});
