// The cookies of this server. None is for a script, and none goes along with what another site posts (RFC 6265bis §5.5).
import type { Cookie } from '@azure/functions';

/** browser: which browser it is, for its forms · session: who is signed in · device: whom it has signed in before. */
type CookieName = 'browser' | 'session' | 'device';

interface CookieOptions {
  /** Seconds; without it, until the browser is closed. */
  readonly maxAge?: number;
}

/** The path and scheme of the issuer decide where a cookie goes. */
export interface CookieSettings {
  readonly issuer: string;
}

/** @param value of characters that a cookie may have unescaped: those of base64url and dots */
export function cookie(
  name: CookieName,
  value: string,
  { issuer }: CookieSettings,
  { maxAge }: CookieOptions = {},
): Cookie {
  const url = new URL(issuer);
  return {
    name: fullName(name, url),
    value,
    path: url.pathname,
    secure: url.protocol === 'https:',
    httpOnly: true,
    sameSite: 'Lax',
    ...(maxAge !== undefined && { maxAge }),
  };
}

/** Has the browser forget it. */
export function removedCookie(name: CookieName, settings: CookieSettings): Cookie {
  return cookie(name, '', settings, { maxAge: 0 });
}

/** The value that the browser sent; of several the first, which is the one of the longest path. */
export function findCookie(name: CookieName, headers: Headers, { issuer }: CookieSettings): string | undefined {
  const start = `${fullName(name, new URL(issuer))}=`;
  // Not `trim`: behind any other blank it is another name to the browser, which every host of the domain may set.
  const pairs = (headers.get('cookie') ?? '').split(/;[ \t]*/);
  const value = pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
  return value === '' ? undefined : value;
}

/**
 * A name that nobody but this server can set where the browser sees to it: over https without a path (RFC 6265bis §4.1.3).
 * On a laptop cookies don't go by port, so the name does.
 */
function fullName(name: CookieName, { protocol, pathname, port }: URL): string {
  if (protocol !== 'https:') return `tessera-${name}-${port || 80}`;
  return `${pathname === '/' ? '__Host-' : '__Secure-'}tessera-${name}`;
}
