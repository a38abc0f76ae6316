/** The maximum of `grant_lifetime` in client.schema.json: a year. */
export const maxGrantLifetimeSeconds = 31_536_000;

/** How long a verifier may cache keys and metadata (RFC 9111 §5.2.2.1). */
export const documentMaxAgeSeconds = 300;
