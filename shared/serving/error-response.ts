// The one place that decides what the caller and the log learn about an error (RFC 6749 §5.2, in Microsoft Entra's format).

import { proofAlgs } from '../dpop/proof-algs.ts';
import { catalogue, type ErrorName } from '../errors/catalogue.ts';
import type { CatalogueRow, OAuthErrorCode } from '../errors/catalogue-row.ts';
import { causeOf } from '../errors/cause.ts';
import { ErrorToSend, type SendTo } from '../errors/error-to-send.ts';
import { type AppToReturnTo, type Challenge, OAuthError } from '../errors/oauth-error.ts';
import { type Answer, jsonAnswer } from '../http/answer.ts';
import { errorUri } from '../http/error-uri.ts';
import type { RequestIds } from '../http/request.ts';
import { printable } from '../log/echo.ts';
import type { LogFields } from '../log/log-fields.ts';
import { type StoreTrouble, StoreUnavailableError } from '../store/store.ts';

/** `Retry-After` of every 503: faults of dependencies are usually short. */
export const faultRetryAfterSeconds = 2;

/** Characters. */
const maxDescriptionLength = 400;

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

/** An error with everything that an answer needs, whether the answer is JSON, a page or a redirect. */
export interface DescribedError {
  readonly name: ErrorName;
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
  /** The app's redirect URI, when the error goes to the app. */
  readonly sendTo: SendTo | undefined;
  /** The app that asked, when a page can lead back to it. */
  readonly app: AppToReturnTo | undefined;
  readonly log: LogFields;
}

/**
 * Describes any thrown value for the caller and for the log. Never throws. A value other than an OAuthError is a fault of
 * the service: the caller gets 50000 TokenIssuanceError, and only the log gets the cause.
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
      ...(row.status === 503 && { 'Retry-After': String(faultRetryAfterSeconds) }),
      ...error.headers,
    },
    sendTo: undefined,
    app: error.app,
    log: logOf(error),
  };
}

export function errorResponse({ status, body, headers }: DescribedError): Answer {
  return jsonAnswer(status, body, headers);
}

/** The log members of an error, independent of how the error is shown. */
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

/** The numbers for `error_codes`; for a fault, 50000 and then the number of its cause. */
function codesOf({ number, isFault }: CatalogueRow): readonly [number, ...number[]] {
  return isFault ? [catalogue.TokenIssuanceError.number, number] : [number];
}

function descriptionOf(message: string, row: CatalogueRow): string {
  const name = row.isFault ? 'TokenIssuanceError. ' : '';
  return printable(`AADSTS${codesOf(row)[0]}: ${name}${message}`).slice(0, maxDescriptionLength);
}

const storeFaults = {
  unreachable: 'StoreUnavailable',
  slow: 'StoreSlow',
  throttling: 'StoreThrottling',
} as const satisfies Readonly<Record<StoreTrouble, ErrorName>>;

/** Describes a failed check for `/health/ready`; `cause` is for the log only. */
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
  // Code can throw undefined; the log must still show a cause.
  const cause = thrown ?? new Error(`thrown: ${thrown}`);
  return thrown instanceof StoreUnavailableError
    ? new OAuthError(storeFaults[thrown.trouble], 'A dependency did not answer. Send the same request again.', {
        cause,
      })
    : new OAuthError('UnexpectedFault', 'The service failed. Its log has the cause under the trace id.', { cause });
}

/** The scheme of the challenge: RFC 6749 §5.2 for clients, RFC 6750 §3.1 and RFC 9449 §7.1 for access tokens. */
const challenges: Partial<Record<OAuthErrorCode, Challenge>> = {
  invalid_client: { scheme: 'Basic' },
  invalid_token: { scheme: 'Bearer' },
  insufficient_scope: { scheme: 'Bearer' },
};

/** Of 401 alone: /token answers these with 400 and no challenge. */
const proofChallenges: typeof challenges = {
  invalid_dpop_proof: { scheme: 'DPoP' },
  use_dpop_nonce: { scheme: 'DPoP' },
};

const algs = proofAlgs.join(' ');

/** RFC 9110 §15.5.2: a 401 has a challenge. It repeats the error, since many client libraries ignore the body. */
function challengeOf({ code, challenge }: OAuthError, body: ErrorBody, issuer: string): Record<string, string> {
  const { error: name, status } = catalogue[code];
  const fallback = challenges[name] ?? (status === 401 ? proofChallenges[name] : undefined);
  const { scheme, scope, isBare } = challenge ?? fallback ?? {};
  if (scheme === undefined) return {};
  const { error, error_description, error_uri } = body;
  const told = !isBare && { error, error_description, error_uri };
  const parameters = Object.entries({ realm: issuer, scope, ...told, ...(scheme === 'DPoP' && { algs }) })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`);
  // RFC 9449 §7.2: a resource that takes both schemes names both.
  const other = scheme === 'Bearer' && status === 401 ? `, DPoP algs="${algs}"` : '';
  return { 'WWW-Authenticate': `${scheme} ${parameters.join(', ')}${other}` };
}
