// Matches redirect URIs exactly (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1). Pure rules.
import { loopbackHosts } from '../base/loopback.ts';
import type { Client } from './client.ts';

/** `web`: https; `loopback`: http on the user's machine (RFC 8252 §7.3); `private`: a private-use scheme of an app (§7.1). */
type Kind = 'web' | 'loopback' | 'private';

/** RFC 3986 without a fragment, and without quotes and backslashes, which parsers interpret differently. */
const characters = /^[\x21\x24-\x5b\x5d-\x7e]+$/;

/** No user name, no empty port, nothing that a URL parser would correct. */
const webUri = /^(https?):\/\/([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d+))?(?:[/?].*)?$/i;

/** RFC 8252 §8.4: a private-use scheme contains a dot. The rule also excludes `javascript:`, `data:` and the like. */
const privateUri = /^[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:./i;

/** Whether the scheme is missing, as in `example.com:8080/callback`, which otherwise parses as a scheme and a path. */
export function isHostWithPort(uri: string): boolean {
  return /^[a-z0-9.-]+:\d+(?:[/?]|$)/i.test(uri);
}

/** Captures a loopback URI around its port. Other spellings of loopback addresses must match exactly. */
const loopbackUri = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;

/** Undefined for a URI that must not receive codes, even if it is registered. */
function kindOf(uri: string): Kind | undefined {
  if (!characters.test(uri) || !URL.canParse(uri)) return undefined;
  const { username, password } = new URL(uri);
  if (username !== '' || password !== '') return undefined;
  const [, scheme = '', host = ''] = webUri.exec(uri) ?? [];
  if (scheme.toLowerCase() === 'https') return 'web';
  if (scheme.toLowerCase() === 'http') return loopbackHosts.includes(host.toLowerCase()) ? 'loopback' : undefined;
  return privateUri.test(uri) && !isHostWithPort(uri) ? 'private' : undefined;
}

/**
 * Returns the requested URI if it is registered, or the only one if none is requested; undefined forbids a redirect. Compares by
 * character (RFC 9700 §2.1), but apps take any free loopback port, so that of a native client may differ (RFC 8252 §7.3).
 */
export function findRedirectUri(
  sent: string | undefined,
  client: Pick<Client, 'redirectUris' | 'isNative'>,
): string | undefined {
  const { redirectUris } = client;
  if (sent === undefined) return redirectUris.length === 1 ? redirectUris[0] : undefined;
  if (redirectUris.includes(sent)) return sent;
  if (!client.isNative) return undefined;
  const portless = withoutPort(sent);
  return portless !== undefined && redirectUris.some((uri) => withoutPort(uri) === portless) ? sent : undefined;
}

function withoutPort(uri: string): string | undefined {
  if (kindOf(uri) !== 'loopback') return undefined;
  const [, origin, , rest] = loopbackUri.exec(uri) ?? [];
  return origin === undefined ? undefined : `${origin}${rest}`;
}

/** Whether a URI may receive codes: https, http on loopback, or the private-use scheme of an app. */
export function isSecureRedirectUri(uri: string): boolean {
  return kindOf(uri) !== undefined;
}

/** Whether the URI does not prove which app receives the code (RFC 8252 §8.6). */
export function isNativeRedirectUri(uri: string): boolean {
  const kind = kindOf(uri);
  return kind === 'loopback' || kind === 'private';
}

/** Whether a browser can post to the URI. It opens the private-use scheme of an app without a body. */
export function takesForms(uri: string): boolean {
  return kindOf(uri) !== 'private';
}

/** The target of a redirect, as shown to users: its ASCII host with a non-default port, or the scheme of an app. */
export interface Destination {
  readonly kind: Kind;
  readonly name: string;
}

export function destinationOf(uri: string): Destination | undefined {
  const kind = kindOf(uri);
  if (kind === undefined) return undefined;
  const { host, protocol } = new URL(uri);
  return { kind, name: kind === 'private' ? protocol.slice(0, -1) : host };
}
