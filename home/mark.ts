// The icon of the service: the mark in the colour of the brand.
import type { Brand } from '../shared/html/brand.ts';
import { markShapes } from '../shared/html/mark.ts';
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
  return cacheable({ status: 200, headers, body: svg(colour) }, markMaxAgeSeconds, requestHeaders);
}

function svg(colour: string | undefined): string {
  const { accent } = paletteOf('light', colour);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="${accent}">${markShapes}</svg>\n`;
}
