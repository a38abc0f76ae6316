// Redirects that return a code or an error to the app (RFC 6749 §4.1.2, RFC 9207 §2).
import type { OAuthErrorCode } from '../shared/errors/catalogue-row.ts';
import type { SendTo } from '../shared/errors/error-to-send.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { errorUri } from '../shared/http/error-uri.ts';
import type { DescribedError, ErrorBody } from '../shared/serving/error-response.ts';

/** Characters. Browsers, proxies and frameworks accept 8,000; half of that is left to the app. */
const maxRedirectLength = 4096;

/** @throws OAuthError RedirectTooLong */
export function codeRedirect(code: string, sendTo: SendTo, issuer: string): Answer {
  const location = locationOf(sendTo, { code }, issuer);
  checkLength(location.length);
  return seeOther(location);
}

/** @param codeLength characters, none of which is percent-encoded @throws OAuthError RedirectTooLong */
export function checkRoomForCode(codeLength: number, sendTo: SendTo, issuer: string): void {
  checkLength(locationOf(sendTo, { code: '' }, issuer).length + codeLength);
}

function checkLength(length: number): void {
  if (length <= maxRedirectLength) return;
  throw new OAuthError(
    'RedirectTooLong',
    `With a code, the redirect would have ${length} characters. The limit is ${maxRedirectLength}. Shorten the state, or ask for fewer resources.`,
  );
}

/** The longest error code that a redirect can have. */
const longestError: OAuthErrorCode = 'unsupported_response_type';

/** Every redirect has the state and may have an error code (RFC 6749 §4.1.2.1). @throws OAuthError RedirectTooLong */
export function checkRoomForState(sendTo: SendTo, issuer: string): void {
  const { length } = locationOf(sendTo, { error: longestError }, issuer);
  if (length <= maxRedirectLength) return;
  throw new OAuthError(
    'RedirectTooLong',
    `With the state, the redirect would exceed ${maxRedirectLength} characters. Shorten the state; a percent-encoded character counts as three.`,
  );
}

/** RFC 6749 §4.1.2.1: the error code and the state, with as many details as fit. */
export function errorRedirect({ body }: DescribedError, sendTo: SendTo, issuer: string): Answer {
  const { error } = body;
  const locations = errorMembers(body, issuer).map((members) => locationOf(sendTo, { error, ...members }, issuer));
  const fitting = locations.find(({ length }) => length <= maxRedirectLength);
  return seeOther(fitting ?? locationOf(sendTo, { error }, issuer));
}

/** Sets of members, the longest first. The description repeats the ids, because apps often log nothing else. */
function errorMembers(body: ErrorBody, issuer: string): readonly Readonly<Record<string, string>>[] {
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
  // RFC 9207 §2: `iss` prevents mix-up attacks, in which an app sends the code to the wrong server.
  const parameters = new URLSearchParams({ ...members, ...(state !== undefined && { state }), iss: issuer });
  if (responseMode === 'fragment') return `${redirectUri}#${parameters}`;
  // RFC 6749 §3.1.2: the query of the redirect URI is kept.
  const separator = redirectUri.includes('?') ? '&' : '?';
  return `${redirectUri}${separator}${parameters}`;
}
