// Parses a form-encoded body (RFC 6749 §3.2 and appendix B) strictly: an ambiguous body is refused.

import { OAuthError } from '../errors/oauth-error.ts';
import { echo } from '../log/echo.ts';
import type { Report } from '../log/reporting.ts';
import type { Parameters } from '../validation/parameters.ts';
import type { EndpointRequest } from './request.ts';

interface KnownClients {
  /** Whether the id is that of a client, as far as this instance knows without a call to the store. */
  isKnown?(id: string): boolean;
}

import type { DefinedParameters } from './defined-parameters.ts';

export const maxFormBytes = 65_536;

/** The value for FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: larger than a form, so that the app itself answers a body that is too large. */
export const hostBodyLimitBytes = 131_072;

/** Notes `client_id` and `grant_type` for the log. @throws OAuthError RequestTooLarge, MalformedRequest */
export function readForm(
  request: EndpointRequest,
  defined: DefinedParameters,
  { clients }: { readonly clients: KnownClients },
  report: Pick<Report, 'note'>,
): Parameters {
  checkMediaType(request.headers.get('content-type'));
  checkSize(request);
  const parameters = collect(decodeBody(request.body), defined);
  noteSender(parameters, clients, report);
  if (request.query) checkQuery(request.query, defined);
  return parameters;
}

/** RFC 6749 §2.3.1: a URL must not have credentials; logs contain URLs. */
function checkQuery(query: URLSearchParams, { names }: DefinedParameters): void {
  for (const name of query.keys()) {
    if (!names.has(name)) continue;
    throw new OAuthError('MalformedRequest', `The parameter ${name} is in the URL. Send it in the body.`);
  }
}

/** The headers show that the host dropped a body: one over its limit, or a chunked one. */
function checkSize({ body, headers }: EndpointRequest): void {
  const announced = Number(headers.get('content-length'));
  const size = announced > body.byteLength ? announced : body.byteLength;
  if (size > maxFormBytes) {
    throw new OAuthError('RequestTooLarge', `The body has ${size} bytes. The limit is ${maxFormBytes}.`);
  }
  if (body.byteLength === 0 && headers.has('transfer-encoding') && !headers.has('content-length')) {
    throw new OAuthError(
      'MalformedRequest',
      'The host dropped the body because it was sent in chunks without a Content-Length. Send it with a Content-Length.',
    );
  }
}

/** Notes what the request claims; nothing is verified yet. */
function noteSender(
  { client_id: clientId, grant_type: grantType }: Parameters,
  clients: KnownClients,
  report: Pick<Report, 'note'>,
): void {
  if (typeof clientId === 'string') {
    report.note({ client_id: clients.isKnown?.(clientId) ? clientId : echo(clientId) });
  }
  if (typeof grantType === 'string') report.note({ grant_type: echo(grantType) });
}

const formType = 'application/x-www-form-urlencoded';

function checkMediaType(contentType: string | null): void {
  if (contentType === formType) return;
  const [type = '', ...options] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  // Hosts join repeated headers by commas; two types would be ambiguous.
  if (type !== formType || contentType?.includes(',')) {
    const sent = contentType ? `is ${echo(contentType)}` : 'is missing';
    throw new OAuthError('MalformedRequest', `The Content-Type ${sent}. It must be ${formType}.`);
  }
  const charset = options
    .find((option) => option.startsWith('charset='))
    ?.slice('charset='.length)
    .replace(/^"(.*)"$/, '$1');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new OAuthError('MalformedRequest', `The charset is ${echo(charset)}. It must be UTF-8.`);
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeBody(body: Uint8Array): [name: string, value: string][] {
  let text: string;
  try {
    text = strictUtf8.decode(body);
  } catch {
    throw notFormEncoded('body');
  }
  return decode(text, 'body');
}

/** @throws OAuthError MalformedRequest */
export function decode(text: string, where: 'body' | 'query'): [name: string, value: string][] {
  const pairs: [name: string, value: string][] = [];
  try {
    for (const pair of text.split('&')) {
      if (pair === '') continue;
      const end = pair.includes('=') ? pair.indexOf('=') : pair.length;
      pairs.push([formDecode(pair.slice(0, end)), formDecode(pair.slice(end + 1))]);
    }
  } catch {
    throw notFormEncoded(where);
  }
  return pairs;
}

function notFormEncoded(where: 'body' | 'query'): OAuthError {
  return new OAuthError(
    'MalformedRequest',
    `The ${where} is not valid form encoding: it has an incomplete percent-encoding or bytes that are not UTF-8.`,
  );
}

/** @throws URIError if a percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8 */
export function formDecode(text: string): string {
  if (!/[+%]/.test(text)) return text;
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** Collects the defined parameters. @throws OAuthError MalformedRequest for a repeated parameter */
export function collect(pairs: readonly [string, string][], defined: DefinedParameters): Parameters {
  const { names, repeatable } = defined;
  const parameters: Record<string, string | readonly string[]> = {};
  const seen: string[] = [];
  let lists: Map<string, Set<string>> | undefined;
  for (const [name, value] of pairs) {
    // An allow list, which also excludes names such as __proto__.
    if (!names.has(name)) continue;
    if (repeatable.has(name)) {
      if (value === '') continue;
      lists ??= new Map();
      lists.set(name, (lists.get(name) ?? new Set()).add(value));
      continue;
    }
    if (seen.includes(name))
      throw new OAuthError('MalformedRequest', `The parameter ${name} is repeated. Send it once.`);
    seen.push(name);
    // RFC 6749 §3.2: a parameter without a value counts as omitted.
    if (value !== '') parameters[name] = value;
  }
  for (const [name, values] of lists ?? []) parameters[name] = [...values];
  return parameters;
}
