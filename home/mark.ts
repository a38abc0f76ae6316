// The icon of the service: four tesserae in the colour of the brand.
import type { Brand } from '../shared/html/brand.ts';
import { paletteOf } from '../shared/html/palette.ts';
import type { Answer } from '../shared/http/answer.ts';
import { cacheable } from '../shared/http/cacheable.ts';

/** A day: the longest time that a browser shows the old colour after the brand changes. */
const markMaxAgeSeconds = 86_400;

export function markAnswer({ colour }: Brand, requestHeaders: Headers): Answer {
  const headers = {
    'Content-Type': 'image/svg+xml',
    // For readers who open the icon as a page.
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  };
  return cacheable({ status: 200, headers, body: mark(colour) }, markMaxAgeSeconds, requestHeaders);
}

function mark(colour: string | undefined): string {
  const { accent } = paletteOf('light', colour);
  const tesserae = [
    [2, 2, 1],
    [17, 2, 0.6],
    [2, 17, 0.6],
    [17, 17, 0.85],
  ].map(([x, y, opacity]) => `<rect x="${x}" y="${y}" width="13" height="13" rx="3" opacity="${opacity}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="${accent}">${tesserae.join('')}</svg>\n`;
}
