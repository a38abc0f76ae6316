// Explains why a redirect URI is refused at registration: the first problem, and how to fix it. Pure rules.
import { domainToASCII } from 'node:url';
import { isHostWithPort, isSecureRedirectUri } from './redirect-uri.ts';

interface Rule {
  isBroken(uri: string): boolean;
  /** A predicate: it follows the URI in a sentence. */
  readonly why: string | ((uri: string) => string);
}

/** Splits `scheme://user@host:port`, leniently: parts that are missing are empty. */
function partsOf(uri: string): { scheme: string; user: string; host: string; port: string | undefined } {
  const [, scheme = '', authority = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?/i.exec(uri) ?? [];
  const [, user = '', host = '', port] = /^(?:(.*)@)?(\[[^\]]*\]?|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  return { scheme: scheme.toLowerCase(), user, host, port };
}

const isHttp = (uri: string) => /^https?$/.test(partsOf(uri).scheme);
const hasUser = (uri: string) => /^[^/?#]*:\/\/[^/?#]*@/.test(uri);
const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);

/** In order: the first broken rule is reported. */
const rules: readonly Rule[] = [
  { isBroken: (uri) => uri === '', why: 'is empty' },
  {
    isBroken: (uri) => /[\s\p{Cc}]/u.test(uri),
    why: 'has a space, a line break or another control character: remove it, or write %20 for a space in the path',
  },
  {
    isBroken: (uri) => uri.includes('#'),
    why: 'has a fragment: leave out # and what follows (RFC 6749 section 3.1.2)',
  },
  {
    isBroken: (uri) => /["\\]/.test(uri),
    why: 'has a quote or a backslash, which clients read in different ways: write / for \\ and %22 for a quote',
  },
  {
    isBroken: (uri) => !/^[a-z][a-z0-9+.-]*:/i.test(uri) || isHostWithPort(uri),
    why: 'does not begin with a scheme: write https:// and a host before the path',
  },
  {
    isBroken: (uri) => /^https?:\/\/[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:[/?]|$)/i.test(uri),
    why: 'has an IPv6 address without brackets: write it as [2001:db8::1]',
  },
  {
    isBroken: (uri) => isHttp(uri) && (!/^https?:\/\//i.test(uri) || partsOf(uri).host === ''),
    why: 'has no // and host behind the scheme: write https://, the host, and then the path',
  },
  {
    isBroken: hasUser,
    why: 'has a user name or password before the host: leave out @ and everything before it',
  },
  {
    isBroken: (uri) => partsOf(uri).host.includes('*'),
    why: 'has a wildcard for a host: write each URI out, since redirect URIs are compared character by character (RFC 9700 section 2.1)',
  },
  {
    isBroken: (uri) => isHttp(uri) && !isAscii(partsOf(uri).host),
    why: (uri) => {
      const host = domainToASCII(partsOf(uri).host);
      return host === ''
        ? 'has a host with characters that are not allowed in a host name'
        : `has a host that is not ASCII: write it as ${host}, as browsers send it`;
    },
  },
  {
    isBroken: (uri) => !isAscii(uri),
    why: 'has characters that are not ASCII: percent-encode them as UTF-8, as browsers send them',
  },
  {
    isBroken: (uri) => isHttp(uri) && !isPort(partsOf(uri).port),
    why: 'has no valid port behind the colon: write a port from 1 to 65535, or leave the colon out',
  },
  {
    isBroken: (uri) => !isHttp(uri) && partsOf(uri).scheme.includes('.'),
    why: 'has nothing behind its scheme that an app could open: write com.example.app:/callback',
  },
  {
    isBroken: (uri) => !isHttp(uri),
    why: 'has a scheme that no app can own: use https, or a domain of yours in reverse, such as com.example.app:/callback (RFC 8252 section 7.1)',
  },
  {
    isBroken: (uri) => !URL.canParse(uri) || !/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(partsOf(uri).host),
    why: 'has a host that is neither a host name nor an IP address',
  },
  {
    isBroken: (uri) => partsOf(uri).scheme === 'http' && new URL(uri).hostname === '127.0.0.1',
    why: 'writes the loopback address differently from browsers: write 127.0.0.1',
  },
  {
    isBroken: (uri) => partsOf(uri).scheme === 'http',
    why: 'sends the code over the network in plain text: use https; http is only for 127.0.0.1, [::1] and localhost',
  },
];

function isPort(port: string | undefined): boolean {
  return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535);
}

/** Returns a predicate that follows the URI in a sentence; undefined for a valid redirect URI. */
export function redirectUriProblem(uri: string): string | undefined {
  if (isSecureRedirectUri(uri)) return undefined;
  const why = rules.find(({ isBroken }) => isBroken(uri))?.why;
  if (typeof why === 'function') return why(uri);
  return why ?? 'is not a plain URL: write https://, a host, and then a path';
}
