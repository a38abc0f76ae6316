// The colours of the pages, in light and dark. Any brand colour results in the contrast that WCAG 2.2 AA requires.
import { ensureContrast, textOn } from './colour.ts';

const schemes = {
  light: {
    text: '#1b1f24',
    quiet: '#57606a',
    page: '#ffffff',
    field: '#f6f8fa',
    line: '#d0d7de',
    mark: '#fff3c4',
    problem: '#8c1d18',
    'problem-field': '#fdeceb',
  },
  dark: {
    text: '#e6edf3',
    quiet: '#a5afba',
    page: '#0f1419',
    field: '#1a2129',
    line: '#3d4752',
    mark: '#4d3d00',
    problem: '#ffb4ab',
    'problem-field': '#3a1614',
  },
} as const;

/** Used when the operator has not set BRAND_COLOUR. */
const defaultAccents = {
  light: { accent: '#0b57d0', 'on-accent': '#ffffff', link: '#0b57d0' },
  dark: { accent: '#8ab4f8', 'on-accent': '#0f1419', link: '#8ab4f8' },
} as const;

export type Scheme = keyof typeof schemes;

/** `#rrggbb`, keyed by the name of the CSS custom property. */
export type Palette = Readonly<Record<keyof typeof schemes.light | keyof typeof defaultAccents.light, string>>;

/** WCAG 2.2 §1.4.3 for text; §1.4.11 requires only 3 for focus rings and button borders. */
const minContrast = 4.5;

/** @param colour of the brand, `#rrggbb`. Buttons use it unchanged, links and borders adjusted for contrast. */
export function paletteOf(scheme: Scheme, colour: string | undefined): Palette {
  const { page, field } = schemes[scheme];
  const brand = colour && {
    accent: colour,
    'on-accent': textOn(colour),
    link: ensureContrast(minContrast, colour, [page, field], scheme === 'light' ? 'black' : 'white'),
  };
  return { ...schemes[scheme], ...(brand || defaultAccents[scheme]) };
}
