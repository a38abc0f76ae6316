// Lifetimes that several rooms share, in seconds.

/** The longest `grant_lifetime` that client.schema.json lets a record have. */
export const longestGrant = 31_536_000;

/** For which a verifier may keep keys and metadata (RFC 9111 §5.2.2.1). */
export const documentMaxAge = 300;
