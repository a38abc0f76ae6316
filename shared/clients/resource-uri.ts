// Compares resource URIs after normalisation (RFC 3986 §6.2.2 and §6.2.3), since clients spell the same URI differently.

/** Matches URIs with an authority. Others, such as `urn:`, are compared character by character. */
const withAuthority = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?$/i;

const authorityParts = /^(.*@)?(\[[^[\]@]*\]|[^:@[\]]+)(?::(\d*))?$/;

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' };

/** Scheme and host in lower case, no default port, no empty path, no dot segments, and only necessary percent-encoding. */
export function normaliseResource(uri: string): string {
  const [, scheme = '', authority = '', path = '', query = ''] = withAuthority.exec(uri) ?? [];
  const [, user = '', host = '', port = ''] = authorityParts.exec(authority) ?? [];
  if (host === '') return uri;
  const protocol = scheme.toLowerCase();
  const isDefaultPort = port === '' || port === defaultPorts[protocol];
  const place = `${protocol}://${normaliseEncoding(user)}${lowerCase(normaliseEncoding(host))}${isDefaultPort ? '' : `:${port}`}`;
  return `${place}${removeDotSegments(normaliseEncoding(path))}${normaliseEncoding(query)}`;
}

export function isSameResource(one: string, other: string): boolean {
  return one === other || normaliseResource(one) === normaliseResource(other);
}

/** RFC 3986 §6.2.2.1 and §6.2.2.2. */
function normaliseEncoding(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : triplet.toUpperCase();
  });
}

function lowerCase(host: string): string {
  return host.toLowerCase().replace(/%[0-9a-f]{2}/g, (triplet) => triplet.toUpperCase());
}

/** RFC 3986 §5.2.4. @param path empty, or beginning with a slash */
function removeDotSegments(path: string): string {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isDots = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDots) kept.push(segment);
    else if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}
