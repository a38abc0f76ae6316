// Every error that Tessera answers or logs, as data. Status, error_uri, help page and tests derive from a row.
// A number is Microsoft's published AADSTS number where one has the same meaning, since that is what users search for.
// Tessera's own are 50000xx (a fault's cause) and 99xxxx. A published number keeps its meaning.

/** RFC 6749 §5.2 and §4.1.2.1, RFC 8707 §2. */
type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'server_error'
  | 'temporarily_unavailable';

export interface CatalogueRow {
  readonly number: number;
  readonly error: OAuthErrorCode;
  /** The HTTP status. */
  readonly status: number;
  /** What happened, in one sentence. */
  readonly meaning: string;
  /** What to change, in one sentence or two. */
  readonly remedy: string;
  /** A fault of the service: answered as 50000 TokenIssuanceError with this number second. */
  readonly isFault?: true;
  /** Told to the log alone; the caller is answered with another row. */
  readonly isLogOnly?: true;
}

const rows = {
  TokenIssuanceError: {
    number: 50000,
    error: 'server_error',
    status: 500,
    meaning: 'The service itself failed while it answered a request that may have been right.',
    remedy:
      'Try again. If it happens again, give the trace id and the time to whoever runs this service: its log names the cause.',
  },
  UnexpectedFault: {
    number: 5000001,
    error: 'server_error',
    status: 500,
    meaning: 'The service met a condition that it was not written for.',
    remedy: 'Look the trace id up in the log: it has the exception and its stack. A retry seldom helps.',
    isFault: true,
  },
  SigningUnavailable: {
    number: 5000002,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'No token could be signed: the signing key is missing, unreadable or refused to sign.',
    remedy: 'Check KEYS or KEYS_FILE. Nothing was used up: the same request can be sent again.',
    isFault: true,
  },
  StoreUnavailable: {
    number: 5000003,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants did not answer, or its answer was lost.',
    remedy: 'Check that the store can be reached. The same request can be sent again.',
    isFault: true,
  },
  MethodNotAllowed: {
    number: 900561,
    error: 'invalid_request',
    status: 405,
    meaning: 'The endpoint does not take this HTTP method.',
    remedy: 'Use a method that the Allow header names. Token requests are sent with POST (RFC 6749 section 3.2).',
  },
  RequestTooLarge: {
    number: 990002,
    error: 'invalid_request',
    status: 413,
    meaning: 'The request body is larger than 65536 bytes.',
    remedy: 'Send only the parameters that the endpoint defines.',
  },
  MalformedRequest: {
    number: 9002313,
    error: 'invalid_request',
    status: 400,
    meaning: 'The request is malformed, repeats a parameter, or has a parameter where it must not be.',
    remedy:
      'Send the parameters once each in the body, form-encoded in UTF-8, with Content-Type application/x-www-form-urlencoded.',
  },
  MissingParameter: {
    number: 900144,
    error: 'invalid_request',
    status: 400,
    meaning: 'A parameter that this request needs is missing or empty.',
    remedy: 'Add the parameter that the description names.',
  },
  UnsupportedGrantType: {
    number: 70003,
    error: 'unsupported_grant_type',
    status: 400,
    meaning: 'The server has no such grant type.',
    remedy: 'Use one of grant_types_supported in the metadata, spelled exactly so.',
  },
  InvalidClient: {
    number: 70002,
    error: 'invalid_client',
    status: 401,
    meaning:
      'Client authentication failed: the client is unknown, its credentials are wrong, or they came in a way it is not registered for.',
    remedy: 'Check client_id and secret, and that they are sent in the way the client is registered for.',
  },
  MissingCredentials: {
    number: 7000218,
    error: 'invalid_client',
    status: 401,
    meaning: 'The request has no client credentials, and either the client or the endpoint needs them.',
    remedy: 'Send the client secret with HTTP Basic authentication or as client_secret in the body.',
  },
  ClientSecretExpired: {
    number: 7000222,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client secret was right, but it has expired.',
    remedy: 'Ask the operator for a new secret.',
  },
  PublicClientWithCredentials: {
    number: 700025,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is registered as public, so it must not send a secret.',
    remedy: 'Leave the secret out, or have the client registered as confidential.',
  },
  UnknownClient: {
    number: 700016,
    error: 'invalid_client',
    status: 401,
    meaning: 'No client is registered under this client_id.',
    remedy: 'Compare the client_id with the registered clients.',
    isLogOnly: true,
  },
  WrongClientSecret: {
    number: 7000215,
    error: 'invalid_client',
    status: 401,
    meaning: 'The client is known, but none of its secrets is the one that was sent.',
    remedy: 'Compare the secret with the one that was issued; if it is lost, issue another.',
    isLogOnly: true,
  },
  UnauthorizedClient: {
    number: 70001,
    error: 'unauthorized_client',
    status: 400,
    meaning: 'The client may not use this grant type.',
    remedy: 'Have the grant type added to grant_types of the client, or use one that it has.',
  },
  TokenOfAnotherClient: {
    number: 990005,
    error: 'unauthorized_client',
    status: 400,
    meaning: 'The token to be revoked was issued to another client.',
    remedy: 'Revoke it as the client that got it (RFC 7009 section 2.1).',
  },
  InvalidScope: {
    number: 70011,
    error: 'invalid_scope',
    status: 400,
    meaning: 'A scope is malformed, unknown, or not one that this client may have for this resource.',
    remedy: 'Ask for scopes of the client record, separated by single spaces.',
  },
  InvalidResource: {
    number: 50001,
    error: 'invalid_target',
    status: 400,
    meaning: 'The resource is malformed, or not one that this client or this grant may use.',
    remedy: 'Send an absolute URI without fragment that the client record lists (RFC 8707 section 2).',
  },
  SeveralResources: {
    number: 700022,
    error: 'invalid_target',
    status: 400,
    meaning: 'The request names several resources, but a token has one audience.',
    remedy: 'Send one token request for each resource.',
  },
  InvalidGrant: {
    number: 70000,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The code or refresh token is not one of this server, or was not issued to this client.',
    remedy: 'Start again: have the user sign in, or use the token that was issued last.',
  },
  GrantExpired: {
    number: 70008,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The code or refresh token has expired.',
    remedy: 'Have the user sign in again. A code lives for 60 seconds.',
  },
  CodeAlreadyRedeemed: {
    number: 54005,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The authorization code was redeemed before. A code works once.',
    remedy: 'Have the user sign in again, and see to it that the app sends each code once.',
  },
  GrantRevoked: {
    number: 50173,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The grant behind this code or refresh token has been revoked.',
    remedy: 'Have the user sign in again.',
  },
  RefreshTokenReused: {
    number: 990003,
    error: 'invalid_grant',
    status: 400,
    meaning: 'A refresh token was used after it had been exchanged, so two parties may hold it. The grant is revoked.',
    remedy: 'Have the user sign in again, and keep the refresh token of the newest answer.',
  },
  VerifierMismatch: {
    number: 501481,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The code_verifier is missing or does not belong to the code_challenge of the authorization request.',
    remedy: 'Send the verifier that the challenge of this very sign-in was made from (RFC 7636 section 4.5).',
  },
  RedirectUriMismatch: {
    number: 50011,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The redirect_uri is not the one of the authorization request.',
    remedy: 'Send the same redirect_uri as in the authorization request, character by character.',
  },
  SignInNotConfigured: {
    number: 990001,
    error: 'server_error',
    status: 501,
    meaning: 'This server issues tokens, but has no sign-in for people.',
    remedy: 'Use client_credentials, or ask the operator of the server.',
  },
  UnknownErrorNumber: {
    number: 990004,
    error: 'invalid_request',
    status: 404,
    meaning: 'The error page was asked for a number that is not in the catalogue.',
    remedy: 'Use the number behind AADSTS in the error_description.',
  },
} as const satisfies Record<string, CatalogueRow>;

export type ErrorName = keyof typeof rows;

export const catalogue: Readonly<Record<ErrorName, CatalogueRow>> = rows;

export const errorNames = Object.keys(rows) as readonly ErrorName[];
