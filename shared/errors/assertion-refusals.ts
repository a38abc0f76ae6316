// Refusals of client assertions (RFC 7521 §4.2.1). Those that depend on the client are in the log only.
import type { CatalogueRow } from './catalogue-row.ts';

export const assertionRefusals = {
  InvalidAssertion: {
    number: 990060,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client assertion is not a signed JWT with the header and the claims that this server needs.',
  },
  AssertionNotValidNow: {
    number: 700024,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client assertion has expired, is not valid yet, or is valid for too long.',
  },
  WrongAssertionAudience: {
    number: 700023,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client assertion is for another server: its aud is neither the issuer nor an endpoint of this one.',
  },
  AssertionSubjectMismatch: {
    number: 50048,
    error: 'invalid_client',
    status: 401,
    meaning: 'The iss and the sub of the client assertion differ.',
  },
  AssertionClientMismatch: {
    number: 700021,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client_id of the request is not the one that the client assertion was made for.',
  },
  WrongAuthenticationMethod: {
    number: 990061,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is known, but is registered for another authentication method.',
    isLogOnly: true,
  },
  WrongAssertionSignature: {
    number: 700027,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is known, but none of its keys fits the kid, the alg and the signature of its assertion.',
    isLogOnly: true,
  },
  ClientKeysUnreachable: {
    number: 990063,
    error: 'invalid_client',
    status: 401,
    meaning:
      'The keys that would verify the assertion cannot be fetched: the jwks_uri of the client, or the issuer of its platform.',
    isLogOnly: true,
  },
  UnknownFederatedIssuer: {
    number: 700211,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is known, but has no federated credential for the issuer of the token.',
    isLogOnly: true,
  },
  WrongFederatedAudience: {
    number: 700212,
    error: 'invalid_client',
    status: 401,
    meaning:
      'The client has federated credentials for the issuer and the subject of the token, but none for its audience.',
    isLogOnly: true,
  },
  WrongFederatedSubject: {
    number: 700213,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client has federated credentials for the issuer of the token, but none for its subject.',
    isLogOnly: true,
  },
  WrongFederatedClaims: {
    number: 990064,
    error: 'invalid_client',
    status: 401,
    meaning: 'The token fits a federated credential of the client except for one of its claims.',
    isLogOnly: true,
  },
  AssertionReplayed: {
    number: 990062,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client assertion is right, but was used before: its jti works once.',
    isLogOnly: true,
  },
} as const satisfies Record<string, CatalogueRow>;
