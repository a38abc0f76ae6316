// Which browser a form was made for: a random cookie, and nothing else is known of it.
import { randomBytes } from 'node:crypto';
import type { Cookie } from '@azure/functions';
import { type CookieSettings, cookie, findCookie } from './cookies.ts';

const shape = /^[\w-]{22}$/;

export function findBrowserId(headers: Headers, settings: CookieSettings): string | undefined {
  const id = findCookie('browser', headers, settings);
  return id !== undefined && shape.test(id) ? id : undefined;
}

/** The browser's id, kept for all its tabs; a new one comes with the cookie to set. */
export function browserId(
  headers: Headers,
  settings: CookieSettings,
): { readonly id: string; readonly cookies: readonly Cookie[] } {
  const known = findBrowserId(headers, settings);
  if (known !== undefined) return { id: known, cookies: [] };
  const id = randomBytes(16).toString('base64url');
  return { id, cookies: [cookie('browser', id, settings)] };
}
