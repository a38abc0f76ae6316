// Every error that Tessera answers or logs, as data. Status, error_uri, help page and tests derive from a row.
// A number is Microsoft's published AADSTS number where one has the same meaning, since that is what users search for.
// Tessera's own are 50000xx (a fault's cause) and 99xxxx. A published number keeps its meaning.
import { faults } from './faults.ts';
import { refusals } from './refusals.ts';
import { signInRefusals } from './sign-in-refusals.ts';

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

const rows = { ...faults, ...refusals, ...signInRefusals } as const;

export type ErrorName = keyof typeof rows;

export const catalogue: Readonly<Record<ErrorName, CatalogueRow>> = rows;

export const errorNames = Object.keys(rows) as readonly ErrorName[];
