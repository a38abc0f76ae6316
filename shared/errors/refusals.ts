// Refusals of the token endpoint and of others. The caller has to change the request.
import type { CatalogueRow } from './catalogue-row.ts';

export const refusals = {
  UnknownPath: {
    number: 990075,
    error: 'invalid_request',
    status: 404,
    meaning: 'There is no endpoint at this path.',
  },
  MethodNotAllowed: {
    number: 900561,
    error: 'invalid_request',
    status: 405,
    meaning: 'The endpoint does not support this HTTP method.',
  },
  RequestTooLarge: {
    number: 990002,
    error: 'invalid_request',
    status: 413,
    meaning: 'The request body is larger than 65536 bytes.',
  },
  MalformedRequest: {
    number: 9002313,
    error: 'invalid_request',
    status: 400,
    meaning: 'The request is malformed, repeats a parameter, or has a parameter in the wrong place.',
  },
  MissingParameter: {
    number: 900144,
    error: 'invalid_request',
    status: 400,
    meaning: 'A parameter that this request needs is missing or empty.',
  },
  UnsupportedGrantType: {
    number: 70003,
    error: 'unsupported_grant_type',
    status: 400,
    meaning: 'The server does not support this grant type.',
  },
  InvalidClient: {
    number: 70002,
    error: 'invalid_client',
    status: 401,
    meaning:
      'Client authentication failed: the client is unknown, its credentials are wrong, or they were sent by a method that it is not registered for.',
  },
  MissingCredentials: {
    number: 7000218,
    error: 'invalid_client',
    status: 401,
    meaning: 'The request has no client credentials, and either the client or the endpoint needs them.',
  },
  ClientSecretExpired: {
    number: 7000222,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client secret is correct, but it has expired.',
  },
  PublicClientWithCredentials: {
    number: 700025,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is registered as public, so it must not send a secret or an assertion.',
    isLogOnly: true,
  },
  UnknownClient: {
    number: 700016,
    error: 'unauthorized_client',
    status: 400,
    meaning:
      'No client is registered under this client_id. Only /authorize tells the caller; other endpoints only log it.',
  },
  WrongClientSecret: {
    number: 7000215,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is known, but the secret that was sent matches none of its secrets.',
    isLogOnly: true,
  },
  ClientThrottled: {
    number: 90055,
    error: 'temporarily_unavailable',
    status: 429,
    meaning:
      'Too many wrong secrets were sent for this client or from this address. The right secret is accepted at any time.',
  },
  UnauthorizedClient: {
    number: 70001,
    error: 'unauthorized_client',
    status: 400,
    meaning: 'The client is not allowed to use this grant type.',
  },
  TokenOfAnotherClient: {
    number: 990005,
    error: 'unauthorized_client',
    status: 400,
    meaning: 'The token to be revoked was issued to another client.',
  },
  InvalidScope: {
    number: 70011,
    error: 'invalid_scope',
    status: 400,
    meaning: 'A scope is malformed, unknown, or not allowed for this client and resource.',
  },
  InvalidResource: {
    number: 50001,
    error: 'invalid_target',
    status: 400,
    meaning: 'The resource is malformed, or not allowed for this client or grant.',
  },
  SeveralResources: {
    number: 700022,
    error: 'invalid_target',
    status: 400,
    meaning: 'The request names several resources, but a token has one audience.',
  },
  InvalidGrant: {
    number: 70000,
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    meaning: 'The code or refresh token was not issued by this server, or was issued to another client.',
  },
  GrantExpired: {
    number: 70008,
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    meaning: 'The code or refresh token has expired.',
  },
  CodeAlreadyRedeemed: {
    number: 54005,
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    meaning: 'The authorization code has already been redeemed. A code can be redeemed only once.',
  },
  GrantRevoked: {
    number: 50173,
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    meaning: 'The grant behind this code or refresh token has been revoked.',
  },
  RefreshTokenReused: {
    number: 990003,
    error: 'invalid_grant',
    suberror: 'bad_token',
    status: 400,
    meaning:
      'A refresh token was used again after it had been exchanged, so two parties may hold it. The grant is revoked.',
  },
  VerifierMismatch: {
    number: 501481,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The code_verifier is missing or does not match the code_challenge of the authorization request.',
  },
  RedirectUriMismatch: {
    number: 50011,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The redirect_uri does not match the one in the authorization request.',
  },
  UnknownErrorNumber: {
    number: 990004,
    error: 'invalid_request',
    status: 404,
    meaning: 'The error page was asked for a number that is not in the catalogue.',
  },
} as const satisfies Record<string, CatalogueRow>;
