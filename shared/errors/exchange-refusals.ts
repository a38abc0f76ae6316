// Refusals of a token exchange (RFC 8693 §2.2.2).
import type { CatalogueRow } from './catalogue-row.ts';

export const exchangeRefusals = {
  InvalidSubjectToken: {
    number: 50013,
    error: 'invalid_request',
    status: 400,
    meaning: 'The subject_token is of no issuer that the client may exchange tokens of, or it is damaged.',
  },
  SubjectTokenOfAnotherAudience: {
    number: 500131,
    error: 'invalid_request',
    status: 400,
    meaning: 'The subject_token was issued for an audience that the client may not exchange tokens of.',
  },
  SubjectTokenExpired: {
    number: 500133,
    error: 'invalid_request',
    status: 400,
    meaning: 'The subject_token has expired, or it was revoked.',
  },
  ActorTokenRefused: {
    number: 990020,
    error: 'invalid_request',
    status: 400,
    meaning: 'The actor_token is missing, wrong, expired or revoked, or is not accepted in this exchange.',
  },
  SubjectTokenKeysMissing: {
    number: 990022,
    error: 'invalid_request',
    status: 400,
    meaning: 'The public keys of the issuer of the subject_token could not be fetched.',
  },
  TooManyExchanges: {
    number: 990021,
    error: 'invalid_request',
    status: 400,
    meaning: 'The subject_token is the result of too many exchanges.',
  },
} as const satisfies Record<string, CatalogueRow>;
