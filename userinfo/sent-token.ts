// Reads the access token of a request (RFC 6750 §2, RFC 9449 §7.1).
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';

const parameter = 'access_token';
const defined = defineParameters([parameter]);

const howToSend =
  'Send it once: as Authorization: Bearer, as Authorization: DPoP if it is bound to a key, or with POST as access_token in a form.';

export interface SentToken {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly token: string;
}

/**
 * Returns the access token of the request, unverified.
 * @throws OAuthError InvalidAccessToken when it is missing; MalformedRequest when it is in the URL or is sent twice; the
 * errors of readForm
 */
export function readSentToken(request: EndpointRequest, service: Service, report: Pick<Report, 'note'>): SentToken {
  // RFC 6750 §2.3: URLs end up in logs and browser histories.
  if (request.url.searchParams.has(parameter)) {
    throw malformed(`The access token is in the URL, where others can read it. ${howToSend}`);
  }
  const inHeader = tokenOfHeader(request.headers.get('authorization'));
  const inBody = isForm(request) ? readForm(request, defined, service, report)[parameter] : undefined;
  if (inHeader !== undefined && inBody !== undefined) throw malformed(`The access token was sent twice. ${howToSend}`);
  if (inHeader) return inHeader;
  if (typeof inBody === 'string') return { scheme: 'Bearer', token: inBody };
  throw new OAuthError('InvalidAccessToken', `The request has no access token. ${howToSend}`, {
    challenge: { scheme: 'Bearer', isBare: true },
  });
}

/** Undefined for another scheme, which counts as no credentials (RFC 6750 §3.1). */
function tokenOfHeader(authorization: string | null): SentToken | undefined {
  const [, name, rest] = /^(bearer|dpop)(?=$|[ ,])(.*)$/is.exec(authorization ?? '') ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const scheme = name.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
  // Hosts join repeated headers with a comma; a token contains no comma and no space.
  const [, token] = /^ +([^\s,]+)$/.exec(rest) ?? [];
  if (token !== undefined) return { scheme, token };
  throw malformed(`The Authorization header is malformed. It must be ${scheme}, a space and one access token.`, scheme);
}

/** Other bodies are ignored (RFC 6750 §2.2): some clients send a Content-Type without a body. */
function isForm({ method, headers }: EndpointRequest): boolean {
  return method === 'POST' && /^application\/x-www-form-urlencoded/i.test(headers.get('content-type')?.trim() ?? '');
}

function malformed(description: string, scheme: SentToken['scheme'] = 'Bearer'): OAuthError {
  return new OAuthError('MalformedRequest', description, { challenge: { scheme } });
}
