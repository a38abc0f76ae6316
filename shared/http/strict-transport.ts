/** A year, without includeSubDomains, since subdomains do not belong to the issuer (RFC 6797). */
const header = { 'Strict-Transport-Security': 'max-age=31536000' } as const;

/** The issuer's scheme decides, since TLS ends before the app; browsers ignore the header over http (RFC 6797 §8.1). */
export function strictTransport(issuer: string | undefined): Readonly<Record<string, string>> {
  return issuer?.startsWith('https:') ? header : {};
}
