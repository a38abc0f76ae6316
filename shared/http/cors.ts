// Which headers a script of another origin may send and read (Fetch standard). No credentials mode: Tessera has no cookies here.

/**
 * Any, for no cookie and no certificate comes along: what tracing adds (tracestate, baggage) opens nothing. `*` does not
 * stand for authorization; the others are named for browsers that do not know `*`.
 */
const allowedHeaders = 'authorization, content-type, client-request-id, traceparent, dpop, *';

export const exposedHeaders = 'WWW-Authenticate, Retry-After, DPoP-Nonce, x-ms-request-id';

/** Seconds for which a browser keeps the answer to a preflight. */
const maxAge = 86_400;

export function preflightHeaders(methods: readonly string[]): Record<string, string> {
  return {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': allowedHeaders,
    'Access-Control-Max-Age': String(maxAge),
  };
}
