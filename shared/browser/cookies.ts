// Cookies that scripts cannot read and that browsers do not send with cross-site posts (RFC 6265bis §5.5).
import type { Cookie } from '@azure/functions';

/** browser: id that binds forms · session: the signed-in user · device: users who have signed in before. */
type CookieName = 'browser' | 'session' | 'device';

interface CookieOptions {
  /** Seconds; absent for a cookie that lasts until the browser is closed. */
  readonly maxAge?: number;
}

export interface CookieSettings {
  readonly issuer: string;
}

/** @param value of base64url characters and dots, which need no escaping in a cookie */
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

export function removedCookie(name: CookieName, settings: CookieSettings): Cookie {
  return cookie(name, '', settings, { maxAge: 0 });
}

/** Returns the value; of several cookies with the name the first, which has the longest path (RFC 6265 §5.4). */
export function findCookie(name: CookieName, headers: Headers, { issuer }: CookieSettings): string | undefined {
  const start = `${fullName(name, new URL(issuer))}=`;
  // Not `trim`: browsers treat other white space as part of the name, and any host of the domain may set such a cookie.
  const pairs = (headers.get('cookie') ?? '').split(/;[ \t]*/);
  const value = pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
  return value === '' ? undefined : value;
}

/** `__Host-` excludes other hosts (RFC 6265bis §4.1.3). Over http the name has the port: browsers share cookies between ports. */
function fullName(name: CookieName, { protocol, pathname, port }: URL): string {
  if (protocol !== 'https:') return `tessera-${name}-${port || 80}`;
  return `${pathname === '/' ? '__Host-' : '__Secure-'}tessera-${name}`;
}
