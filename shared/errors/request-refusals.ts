// Refusals of pushed authorization requests (RFC 9126) and of request objects (RFC 9101).
import type { CatalogueRow } from './catalogue-row.ts';

export const requestRefusals = {
  InvalidRequestUri: {
    number: 990040,
    error: 'invalid_request_uri',
    status: 400,
    meaning: 'The request_uri was not issued to this client, is older than 90 seconds, or has been used.',
  },
  InvalidRequestObject: {
    number: 990041,
    error: 'invalid_request_object',
    status: 400,
    meaning: 'The request object is not a JWT that the client has signed, for this server and for now.',
  },
  PushedRequestRequired: {
    number: 990042,
    error: 'invalid_request',
    status: 400,
    meaning: 'The client must push its authorization requests to /par, but sent this one through the browser.',
  },
  SignedRequestRequired: {
    number: 990043,
    error: 'invalid_request',
    status: 400,
    meaning: 'The client must sign its authorization requests (request), but sent this one unsigned.',
  },
} as const satisfies Record<string, CatalogueRow>;
