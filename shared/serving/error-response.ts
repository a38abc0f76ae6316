// The one place where it is decided what is told of an error (RFC 6749 §5.2, in Microsoft Entra's shape).

import { catalogue, type ErrorName } from '../errors/catalogue.ts';
import type { CatalogueRow, OAuthErrorCode } from '../errors/catalogue-row.ts';
import { causeOf } from '../errors/cause.ts';
import { ErrorToSend, type SendTo } from '../errors/error-to-send.ts';
import { type Challenge, OAuthError } from '../errors/oauth-error.ts';
import { type Answer, jsonAnswer } from '../http/answer.ts';
import { errorUri } from '../http/error-uri.ts';
import type { RequestIds } from '../http/request-ids.ts';
import { printable } from '../log/echo.ts';
import type { LogFields } from '../log/log-fields.ts';
import { type StoreTrouble, StoreUnavailableError } from '../store/store.ts';

/** Seconds after which a caller may try again when a dependency is down. */
export const retryAfter = 2;
const longestDescription = 400;

/** The body of every error answer. */
export interface ErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: 'bad_token';
}

/** What is known of an error before it is written out: as JSON, or as an endpoint shows it to a person. */
export interface DescribedError {
  readonly name: ErrorName;
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the browser takes it, for the app to read. */
  readonly sendTo: SendTo | undefined;
  readonly log: LogFields;
}

/**
 * What the caller and the log are told of whatever was thrown. Never throws: what is no OAuthError is a fault of the
 * service, answered as 50000 TokenIssuanceError without a word of its cause.
 * @param now milliseconds since the epoch
 */
export function describeError(thrown: unknown, ids: RequestIds, issuer: string, now: number): DescribedError {
  if (thrown instanceof ErrorToSend) {
    return { ...describeError(thrown.cause, ids, issuer, now), sendTo: thrown.sendTo };
  }
  const error = thrown instanceof OAuthError ? thrown : asFault(thrown);
  const row = catalogue[error.code];
  const codes = codesOf(row);
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const { traceId: trace_id, correlationId: correlation_id } = ids;
  const body: ErrorBody = {
    error: row.error,
    error_description: descriptionOf(error.message, row),
    error_codes: codes,
    timestamp,
    trace_id,
    correlation_id,
    error_uri: errorUri(issuer, codes[0], { trace_id, correlation_id, timestamp }),
    ...(row.suberror && { suberror: row.suberror }),
  };
  return {
    name: error.code,
    status: row.status,
    body,
    headers: {
      ...challengeOf(error, body, issuer),
      ...(row.status === 503 && { 'Retry-After': String(retryAfter) }),
      ...error.headers,
    },
    sendTo: undefined,
    log: logOf(error),
  };
}

/** The error as JSON. */
export function errorResponse({ status, body, headers }: DescribedError): Answer {
  return jsonAnswer(status, body, headers);
}

/** What the log is told of a refusal, however it is shown. */
export function logOf(error: OAuthError): LogFields {
  const row = catalogue[error.code];
  return {
    outcome: row.isFault ? 'fault' : 'refused',
    ...error.log,
    error: row.error,
    error_codes: codesOf(row),
    description: descriptionOf(error.maskedMessage, row),
    ...(error.reason && { reason: catalogue[error.reason].number }),
    ...(error.event && { event: error.event }),
    ...(error.cause !== undefined && { cause: causeOf(error.cause) }),
  };
}

/** The numbers that are answered: a fault has that of its cause second. */
function codesOf({ number, isFault }: CatalogueRow): readonly [number, ...number[]] {
  return isFault ? [catalogue.TokenIssuanceError.number, number] : [number];
}

function descriptionOf(message: string, row: CatalogueRow): string {
  const name = row.isFault ? 'TokenIssuanceError. ' : '';
  return printable(`AADSTS${codesOf(row)[0]}: ${name}${message}`).slice(0, longestDescription);
}

const storeFaults = {
  unreachable: 'StoreUnavailable',
  slow: 'StoreSlow',
  throttling: 'StoreThrottling',
} as const satisfies Readonly<Record<StoreTrouble, ErrorName>>;

/** What `/health/ready` tells of a failure, and `cause` for the log alone. */
export function faultOf(thrown: unknown): {
  readonly error_codes: readonly number[];
  readonly meaning: string;
  readonly cause: string;
} {
  const error = thrown instanceof OAuthError ? thrown : asFault(thrown);
  const { number, meaning } = catalogue[error.code];
  return { error_codes: [catalogue.TokenIssuanceError.number, number], meaning, cause: causeOf(error.cause ?? error) };
}

function asFault(thrown: unknown): OAuthError {
  // What was thrown may be nothing at all, and the log is to say so.
  const cause = thrown ?? new Error(`thrown: ${thrown}`);
  return thrown instanceof StoreUnavailableError
    ? new OAuthError(storeFaults[thrown.trouble], 'A dependency did not answer. Send the same request again.', {
        cause,
      })
    : new OAuthError('UnexpectedFault', 'The service failed. Its log has the cause under the trace id.', { cause });
}

/** How whoever was refused may authenticate: RFC 6749 §5.2 for clients, RFC 6750 §3.1 for access tokens. */
const challenges: Partial<Record<OAuthErrorCode, Challenge>> = {
  invalid_client: { scheme: 'Basic' },
  invalid_token: { scheme: 'Bearer' },
  insufficient_scope: { scheme: 'Bearer' },
};

/** RFC 9110 §15.5.2: a 401 has a challenge. Client libraries show its parameters and not the body. */
function challengeOf({ code, challenge }: OAuthError, body: ErrorBody, issuer: string): Record<string, string> {
  const { scheme, scope, isBare } = challenge ?? challenges[catalogue[code].error] ?? {};
  if (scheme === undefined) return {};
  const { error, error_description, error_uri } = body;
  const parameters = Object.entries({ realm: issuer, scope, ...(!isBare && { error, error_description, error_uri }) })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`);
  return { 'WWW-Authenticate': `${scheme} ${parameters.join(', ')}` };
}
