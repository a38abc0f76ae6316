/** A year, without includeSubDomains, since subdomains do not belong to the issuer (RFC 6797). */
const header = { 'Strict-Transport-Security': 'max-age=31536000' } as const;

/**
 * The header for an https issuer. The scheme of the issuer decides, because TLS ends before the app, and browsers ignore the
 * header over http (RFC 6797 §8.1).
 */
export function strictTransport(issuer: string | undefined): Readonly<Record<string, string>> {
  return issuer?.startsWith('https:') ? header : {};
}
