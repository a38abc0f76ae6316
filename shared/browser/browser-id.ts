// Identifies a browser by a random cookie, so that only the browser that got a form can send it.
import { randomBytes } from 'node:crypto';
import type { Cookie } from '@azure/functions';
import { type CookieSettings, cookie, findCookie } from './cookies.ts';

const idPattern = /^[\w-]{22}$/;

export function findBrowserId(headers: Headers, settings: CookieSettings): string | undefined {
  const id = findCookie('browser', headers, settings);
  return id !== undefined && idPattern.test(id) ? id : undefined;
}

/** Returns the browser's id, or a new one with the cookie to set. All tabs share it. */
export function browserId(
  headers: Headers,
  settings: CookieSettings,
): { readonly id: string; readonly cookies: readonly Cookie[] } {
  const known = findBrowserId(headers, settings);
  if (known !== undefined) return { id: known, cookies: [] };
  const id = randomBytes(16).toString('base64url');
  return { id, cookies: [cookie('browser', id, settings)] };
}
