// How an answer gets to the app: the browser takes it there (RFC 6749 §4.1.2, RFC 9207 §2).
import type { DescribedError } from '../shared/errors/error-response.ts';
import type { SendTo } from '../shared/errors/error-to-send.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';

/** Characters. Browsers take more, but not every proxy, framework and phone on the way does. */
const longestRedirect = 1500;

/** @throws OAuthError RedirectTooLong */
export function codeRedirect(code: string, sendTo: SendTo, issuer: string): Answer {
  const location = locationOf(sendTo, { code }, issuer);
  if (location.length > longestRedirect) {
    throw new OAuthError(
      'RedirectTooLong',
      `With a code the redirect would have ${location.length} characters; at most ${longestRedirect} are sent. Shorten the state, or ask for fewer resources.`,
    );
  }
  return seeOther(location);
}

/** RFC 6749 §4.1.2.1. The ids stand in the description too: it is what apps keep. */
export function errorRedirect({ body }: DescribedError, sendTo: SendTo, issuer: string): Answer {
  const { error, error_description, error_uri, timestamp, trace_id, correlation_id } = body;
  const ids = `Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`;
  const told = { error, error_description: `${error_description} ${ids}`, error_uri, trace_id, correlation_id };
  return seeOther(locationOf(sendTo, told, issuer));
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
