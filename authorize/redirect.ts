// How an answer gets to the app: the browser takes it there (RFC 6749 §4.1.2, RFC 9207 §2).
import type { OAuthErrorCode } from '../shared/errors/catalogue-row.ts';
import type { SendTo } from '../shared/errors/error-to-send.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { errorUri } from '../shared/http/error-uri.ts';
import type { DescribedError, ErrorBody } from '../shared/serving/error-response.ts';

/** Characters of a redirect, with a code or an error. Browsers, proxies and frameworks take 8,000; half of that is the app's. */
const longestRedirect = 4096;

/** @throws OAuthError RedirectTooLong */
export function codeRedirect(code: string, sendTo: SendTo, issuer: string): Answer {
  const location = locationOf(sendTo, { code }, issuer);
  checkLength(location.length);
  return seeOther(location);
}

/**
 * @param codeLength characters of the code, none of which is percent-encoded
 * @throws OAuthError RedirectTooLong
 */
export function checkRoomForCode(codeLength: number, sendTo: SendTo, issuer: string): void {
  checkLength(locationOf(sendTo, { code: '' }, issuer).length + codeLength);
}

function checkLength(length: number): void {
  if (length <= longestRedirect) return;
  throw new OAuthError(
    'RedirectTooLong',
    `With a code, the redirect would have ${length} characters. The limit is ${longestRedirect}. Shorten the state, or ask for fewer resources.`,
  );
}

/** No error code is longer. */
const longestError: OAuthErrorCode = 'unsupported_response_type';

/**
 * Whether an error alone, with the state, has room in a redirect: no answer is sent without the state (RFC 6749 §4.1.2.1).
 * @throws OAuthError RedirectTooLong
 */
export function checkRoomForState(sendTo: SendTo, issuer: string): void {
  const { length } = locationOf(sendTo, { error: longestError }, issuer);
  if (length <= longestRedirect) return;
  throw new OAuthError(
    'RedirectTooLong',
    `With the state, the redirect would exceed ${longestRedirect} characters. Shorten the state; a percent-encoded character counts as three.`,
  );
}

/** RFC 6749 §4.1.2.1, with the state and as much else as there is room for. */
export function errorRedirect({ body }: DescribedError, sendTo: SendTo, issuer: string): Answer {
  const { error } = body;
  const locations = describing(body, issuer).map((members) => locationOf(sendTo, { error, ...members }, issuer));
  const fitting = locations.find(({ length }) => length <= longestRedirect);
  return seeOther(fitting ?? locationOf(sendTo, { error }, issuer));
}

/** What is told beside the error, the most first. The ids are in the description too: it is what apps keep. */
function describing(body: ErrorBody, issuer: string): readonly Readonly<Record<string, string>>[] {
  const { error_description, error_uri, error_codes, timestamp, trace_id, correlation_id } = body;
  const [number = 0] = error_codes;
  const withoutIds = { error_description, error_uri: errorUri(issuer, number) };
  const ids = `Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`;
  const traced = { ...withoutIds, error_description: `${error_description} ${ids}` };
  return [{ ...traced, error_uri, trace_id, correlation_id }, traced, withoutIds, { error_uri: withoutIds.error_uri }];
}

function locationOf(
  { redirectUri, responseMode, state }: SendTo,
  members: Readonly<Record<string, string>>,
  issuer: string,
): string {
  // RFC 9207 §2: which server it comes from, so that an app of several is not led to send it to another.
  const parameters = new URLSearchParams({ ...members, ...(state !== undefined && { state }), iss: issuer });
  if (responseMode === 'fragment') return `${redirectUri}#${parameters}`;
  // RFC 6749 §3.1.2: a query of its own is kept.
  const separator = redirectUri.includes('?') ? '&' : '?';
  return `${redirectUri}${separator}${parameters}`;
}
