// The answer that takes a code or an error to the app (RFC 6749 §4.1.2, RFC 9207 §2, OAuth 2.0 Form Post Response Mode).
import type { ResponseMode } from '../shared/base/openid-values.ts';
import type { OAuthErrorCode } from '../shared/errors/catalogue-row.ts';
import type { SendTo } from '../shared/errors/error-to-send.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Brand } from '../shared/html/brand.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { errorUri } from '../shared/http/error-uri.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { DescribedError, ErrorBody } from '../shared/serving/error-response.ts';
import { formPostPage } from './pages/form-post-page.ts';
import { readerLanguage } from './reader-language.ts';

/** Characters. Browsers, proxies and frameworks accept 8,000 in a URL; half of that is left to the app. A form has more room. */
const maxResponseLength = { query: 4096, fragment: 4096, form_post: 16_384 } as const satisfies Record<
  ResponseMode,
  number
>;

/** What the limits are about, for messages. */
const responseNames = { query: 'redirect', fragment: 'redirect', form_post: 'form' } as const satisfies Record<
  ResponseMode,
  string
>;

type Members = Readonly<Record<string, string>>;

interface ResponseParts {
  readonly issuer: string;
  readonly brand: Brand;
  /** Of the browser. */
  readonly request: Pick<EndpointRequest, 'headers'>;
}

/** @throws OAuthError RedirectTooLong */
export function codeResponse(code: string, sendTo: SendTo, parts: ResponseParts): Answer {
  checkRoomForCode(code.length, sendTo, parts.issuer);
  return respond({ code }, sendTo, parts);
}

/** @param codeLength characters, none of which is percent-encoded @throws OAuthError RedirectTooLong */
export function checkRoomForCode(codeLength: number, sendTo: SendTo, issuer: string): void {
  const length = lengthOf({ code: '' }, sendTo, issuer) + codeLength;
  const { responseMode } = sendTo;
  if (length <= maxResponseLength[responseMode]) return;
  throw new OAuthError(
    'RedirectTooLong',
    `With a code, the ${responseNames[responseMode]} would have ${length} characters. The limit is ${maxResponseLength[responseMode]}. Shorten the state, or ask for fewer resources.`,
  );
}

/** The longest error code that a response can have. */
const longestError: OAuthErrorCode = 'unmet_authentication_requirements';

/** Every response has the state and may have an error code (RFC 6749 §4.1.2.1). @throws OAuthError RedirectTooLong */
export function checkRoomForState(sendTo: SendTo, issuer: string): void {
  if (fits({ error: longestError }, sendTo, issuer)) return;
  const { responseMode } = sendTo;
  throw new OAuthError(
    'RedirectTooLong',
    `With the state, the ${responseNames[responseMode]} would exceed ${maxResponseLength[responseMode]} characters. Shorten the state; a percent-encoded character counts as three.`,
  );
}

/** RFC 6749 §4.1.2.1: the error code and the state, with as many details as fit. */
export function errorToApp({ body }: DescribedError, sendTo: SendTo, parts: ResponseParts): Answer {
  const { error } = body;
  const described = errorMembers(body, parts.issuer).map((members) => ({ error, ...members }));
  return respond(described.find((members) => fits(members, sendTo, parts.issuer)) ?? { error }, sendTo, parts);
}

/** Sets of members, the longest first. The description repeats the ids, because apps often log nothing else. */
function errorMembers(body: ErrorBody, issuer: string): readonly Members[] {
  const { error_description, error_uri, error_codes, timestamp, trace_id, correlation_id } = body;
  const [number = 0] = error_codes;
  const withoutIds = { error_description, error_uri: errorUri(issuer, number) };
  const ids = `Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`;
  const traced = { ...withoutIds, error_description: `${error_description} ${ids}` };
  return [{ ...traced, error_uri, trace_id, correlation_id }, traced, withoutIds, { error_uri: withoutIds.error_uri }];
}

function respond(members: Members, sendTo: SendTo, { issuer, brand, request }: ResponseParts): Answer {
  if (sendTo.responseMode !== 'form_post') return seeOther(locationOf(members, sendTo, issuer));
  const { redirectUri, uiLocales } = sendTo;
  const language = readerLanguage(uiLocales, request);
  return formPostPage({ language, brand, redirectUri, members: allMembers(members, sendTo, issuer) });
}

/** RFC 9207 §2: `iss` prevents mix-up attacks, in which an app sends the code to the wrong server. */
function allMembers(members: Members, { state }: SendTo, issuer: string): Members {
  return { ...members, ...(state !== undefined && { state }), iss: issuer };
}

function fits(members: Members, sendTo: SendTo, issuer: string): boolean {
  return lengthOf(members, sendTo, issuer) <= maxResponseLength[sendTo.responseMode];
}

/** Characters. */
function lengthOf(members: Members, sendTo: SendTo, issuer: string): number {
  return sendTo.responseMode === 'form_post'
    ? String(new URLSearchParams(allMembers(members, sendTo, issuer))).length
    : locationOf(members, sendTo, issuer).length;
}

function locationOf(members: Members, sendTo: SendTo, issuer: string): string {
  const { redirectUri, responseMode } = sendTo;
  const parameters = new URLSearchParams(allMembers(members, sendTo, issuer));
  if (responseMode === 'fragment') return `${redirectUri}#${parameters}`;
  // RFC 6749 §3.1.2: the query of the redirect URI is kept.
  const separator = redirectUri.includes('?') ? '&' : '?';
  return `${redirectUri}${separator}${parameters}`;
}
