// CORS (Fetch standard), without credentials: these endpoints use no cookies.

/** Any header is safe without credentials. `*` does not include `authorization`; the rest is for browsers without `*`. */
const allowedHeaders = 'authorization, content-type, client-request-id, return-client-request-id, traceparent, dpop, *';

export const exposedHeaders = 'WWW-Authenticate, Retry-After, DPoP-Nonce, x-ms-request-id, client-request-id';

const preflightMaxAgeSeconds = 86_400;

export function preflightHeaders(methods: readonly string[]): Record<string, string> {
  return {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': allowedHeaders,
    'Access-Control-Max-Age': String(preflightMaxAgeSeconds),
  };
}
