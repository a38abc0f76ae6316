// The type of a row of the error catalogue.

/** RFC 6749 §5.2 and §4.1.2.1, RFC 8707 §2, OpenID Connect Core §3.1.2.6, RFC 6750 §3.1. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'server_error'
  | 'temporarily_unavailable';

export interface CatalogueRow {
  readonly number: number;
  readonly error: OAuthErrorCode;
  /** The HTTP status. */
  readonly status: number;
  /** What happened, in one sentence, for the log and the command line; the help page says more, in each language. */
  readonly meaning: string;
  /** Microsoft’s word for a code or refresh token that is worth nothing any more, by which MSAL has the user sign in. */
  readonly suberror?: 'bad_token';
  /** A fault of the service: answered as 50000 TokenIssuanceError with this number second. */
  readonly isFault?: true;
  /** Told to the log alone; the caller is answered with another row. */
  readonly isLogOnly?: true;
}
