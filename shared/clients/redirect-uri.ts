// Where codes may be sent: exactly where a client's record says (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1). Pure rules.
import { loopbackHosts } from '../base/loopback.ts';
import type { Client } from './client.ts';

/**
 * - `web`: https, where TLS says who answers
 * - `loopback`: http on this machine (RFC 8252 §7.3)
 * - `private`: a scheme that an app has made its own (RFC 8252 §7.1)
 */
type Kind = 'web' | 'loopback' | 'private';

/** RFC 3986 without fragment; a quote or a backslash is read in two ways. */
const characters = /^[\x21\x24-\x5b\x5d-\x7e]+$/;

/** No user name, no empty port, nothing that a URL parser would put right. */
const webUri = /^(https?):\/\/([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d+))?(?:[/?].*)?$/i;

/** RFC 8252 §8.4: a scheme without a dot is nobody's own, and that rule leaves out javascript:, data: and all their kin. */
const privateUri = /^[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:./i;

/** A host and its port, whose scheme was forgotten, look like a scheme and a path. */
export function isHostWithPort(uri: string): boolean {
  return /^[a-z0-9.-]+:\d+(?:[/?]|$)/i.test(uri);
}

/** Takes the port out of a loopback URI. One that is written in another way has to match exactly. */
const loopbackUri = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;

/** Undefined for a URI to which no code goes, whoever registered it. */
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
 * The URI to redirect to: the one sent when the client has it, or the client's only one when none was sent. Undefined when
 * nothing may be redirected.
 *
 * Compared character by character (RFC 9700 §2.1). The port alone may differ, of an http loopback URI of a public client:
 * an app takes whichever is free (RFC 8252 §7.3).
 */
export function findRedirectUri(
  sent: string | undefined,
  client: Pick<Client, 'redirectUris' | 'isConfidential'>,
): string | undefined {
  const { redirectUris } = client;
  if (sent === undefined) return redirectUris.length === 1 ? redirectUris[0] : undefined;
  if (redirectUris.includes(sent)) return sent;
  if (client.isConfidential) return undefined;
  const portless = withoutPort(sent);
  return portless !== undefined && redirectUris.some((uri) => withoutPort(uri) === portless) ? sent : undefined;
}

/** Undefined for what is no loopback URI. */
function withoutPort(uri: string): string | undefined {
  if (kindOf(uri) !== 'loopback') return undefined;
  const [, origin, , rest] = loopbackUri.exec(uri) ?? [];
  return origin === undefined ? undefined : `${origin}${rest}`;
}

/** Whether a code may go there at all: https, http on this machine, or the scheme of an app. */
export function isSecureRedirectUri(uri: string): boolean {
  return kindOf(uri) !== undefined;
}

/** Whether nothing shows which app is behind it (RFC 8252 §8.6): a loopback address or the scheme of an app. */
export function isNativeRedirectUri(uri: string): boolean {
  const kind = kindOf(uri);
  return kind === 'loopback' || kind === 'private';
}

/** Where a redirect leads, for the user to read: the host, in ASCII, with a port that is its own; of an app its scheme. */
export interface Destination {
  readonly kind: Kind;
  readonly name: string;
}

/** Undefined for a URI that is not secure. */
export function destinationOf(uri: string): Destination | undefined {
  const kind = kindOf(uri);
  if (kind === undefined) return undefined;
  const { host, protocol } = new URL(uri);
  return { kind, name: kind === 'private' ? protocol.slice(0, -1) : host };
}
