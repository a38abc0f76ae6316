// Refusals: something about the request has to change, or is not to be had here.
import type { CatalogueRow } from './catalogue.ts';

export const refusals = {
  MethodNotAllowed: {
    number: 900561,
    error: 'invalid_request',
    status: 405,
    meaning: 'The endpoint does not take this HTTP method.',
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
    meaning: 'The request is malformed, repeats a parameter, or has a parameter where it must not be.',
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
    meaning: 'The server has no such grant type.',
  },
  InvalidClient: {
    number: 70002,
    error: 'invalid_client',
    status: 401,
    meaning:
      'Client authentication failed: the client is unknown, its credentials are wrong, or they came in a way it is not registered for.',
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
    meaning: 'The client secret was right, but it has expired.',
  },
  PublicClientWithCredentials: {
    number: 700025,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is registered as public, so it must not send a secret.',
  },
  UnknownClient: {
    number: 700016,
    error: 'unauthorized_client',
    status: 400,
    meaning: 'No client is registered under this client_id. /authorize says so; elsewhere the log alone does.',
  },
  WrongClientSecret: {
    number: 7000215,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is known, but none of its secrets is the one that was sent.',
    isLogOnly: true,
  },
  ClientThrottled: {
    number: 90055,
    error: 'temporarily_unavailable',
    status: 429,
    meaning: 'Too many wrong secrets came for this client from this address, so none is looked at for a while.',
  },
  UnauthorizedClient: {
    number: 70001,
    error: 'unauthorized_client',
    status: 400,
    meaning: 'The client may not use this grant type.',
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
    meaning: 'A scope is malformed, unknown, or not one that this client may have for this resource.',
  },
  InvalidResource: {
    number: 50001,
    error: 'invalid_target',
    status: 400,
    meaning: 'The resource is malformed, or not one that this client or this grant may use.',
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
    status: 400,
    meaning: 'The code or refresh token is not one of this server, or was not issued to this client.',
  },
  GrantExpired: {
    number: 70008,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The code or refresh token has expired.',
  },
  CodeAlreadyRedeemed: {
    number: 54005,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The authorization code was redeemed before. A code works once.',
  },
  GrantRevoked: {
    number: 50173,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The grant behind this code or refresh token has been revoked.',
  },
  RefreshTokenReused: {
    number: 990003,
    error: 'invalid_grant',
    status: 400,
    meaning: 'A refresh token was used after it had been exchanged, so two parties may hold it. The grant is revoked.',
  },
  VerifierMismatch: {
    number: 501481,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The code_verifier is missing or does not belong to the code_challenge of the authorization request.',
  },
  RedirectUriMismatch: {
    number: 50011,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The redirect_uri is not the one of the authorization request.',
  },
  UnknownErrorNumber: {
    number: 990004,
    error: 'invalid_request',
    status: 404,
    meaning: 'The error page was asked for a number that is not in the catalogue.',
  },
} as const satisfies Record<string, CatalogueRow>;
