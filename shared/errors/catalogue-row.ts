/** RFC 6749 §5.2 and §4.1.2.1, RFC 8707 §2, OpenID Connect Core §3.1.2.6, RFC 6750 §3.1, RFC 8628 §3.5, RFC 9449 §5 and §8. */
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
  | 'unmet_authentication_requirements'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'invalid_request_object'
  | 'invalid_request_uri'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'server_error'
  | 'temporarily_unavailable';

export interface CatalogueRow {
  readonly number: number;
  readonly error: OAuthErrorCode;
  readonly status: number;
  /** What happened, in one sentence of English, for the command line. The help page has a longer text in each language. */
  readonly meaning: string;
  /** Microsoft's value for a code or refresh token that will never work again; MSAL then starts a new sign-in. */
  readonly suberror?: 'bad_token';
  /** A fault of the service: `error_codes` has 50000 TokenIssuanceError first and this number second. */
  readonly isFault?: true;
  /** Only the log has this number; the answer has that of another row. */
  readonly isLogOnly?: true;
}
