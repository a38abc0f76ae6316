/** RFC 6797: a year. Not for subdomains, which are no part of the issuer. */
const header = { 'Strict-Transport-Security': 'max-age=31536000' } as const;

/**
 * The header, for an https issuer. It goes by the issuer: the app cannot know whether a request came by TLS, which ends before it,
 * and browsers ignore the header over http (RFC 6797 §8.1).
 */
export function strictTransport(issuer: string | undefined): Readonly<Record<string, string>> {
  return issuer?.startsWith('https:') ? header : {};
}
