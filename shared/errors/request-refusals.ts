// Refusals of pushed authorization requests (RFC 9126) and of request objects (RFC 9101).
import type { CatalogueRow } from './catalogue-row.ts';

export const requestRefusals = {
  InvalidRequestUri: {
    number: 990040,
    error: 'invalid_request_uri',
    status: 400,
    meaning: 'The request_uri was not issued to this client, is older than 90 seconds, or has been used.',
  },
  PushedRequestRequired: {
    number: 990042,
    error: 'invalid_request',
    status: 400,
    meaning: 'The client must push its authorization requests to /par, but sent this one through the browser.',
  },
} as const satisfies Record<string, CatalogueRow>;
