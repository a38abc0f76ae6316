// A cookie as ASP.NET writes it (Microsoft.Net.Http.Headers.SetCookieHeaderValue).

/** The worker's `RpcHttpCookie`. */
export interface RpcCookie {
  readonly name?: string;
  readonly value?: string;
  readonly domain?: Nullable<string>;
  readonly path?: Nullable<string>;
  /** Seconds since 1970. */
  readonly expires?: Nullable<{ readonly seconds?: number }>;
  readonly secure?: Nullable<boolean>;
  readonly httpOnly?: Nullable<boolean>;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  /** Seconds. */
  readonly maxAge?: Nullable<number>;
}

type Nullable<T> = { readonly value?: T } | null | undefined;

/** @throws Error when the name is not a token, or a semicolon in domain or path would begin another attribute */
export function setCookie(cookie: RpcCookie): string {
  const { name = '', domain, path, expires, maxAge } = cookie;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new Error(`A cookie cannot be named "${name}".`);
  for (const attribute of [domain?.value, path?.value]) {
    if (attribute?.includes(';')) throw new Error(`The cookie "${name}" has an attribute with a semicolon.`);
  }
  const parts = [`${name}=${escapeValue(cookie.value ?? '')}`];
  if (expires?.value?.seconds) parts.push(`expires=${new Date(expires.value.seconds * 1000).toUTCString()}`);
  if (maxAge?.value !== undefined) parts.push(`max-age=${Math.trunc(maxAge.value)}`);
  if (domain?.value) parts.push(`domain=${domain.value}`);
  parts.push(`path=${path?.value ?? '/'}`);
  if (cookie.secure?.value) parts.push('secure');
  // In the RPC `none` means that the cookie has no SameSite attribute.
  if (cookie.sameSite === 'explicitNone') parts.push('samesite=none');
  else if (cookie.sameSite && cookie.sameSite !== 'none') parts.push(`samesite=${cookie.sameSite}`);
  if (cookie.httpOnly?.value) parts.push('httponly');
  return parts.join('; ');
}

/** .NET's `Uri.EscapeDataString`: as RFC 3986 §2.3, which leaves fewer characters than encodeURIComponent does. */
function escapeValue(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
