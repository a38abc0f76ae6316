// Reads the access token of a request (RFC 6750 §2).
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';

const parameter = 'access_token';
const defined = defineParameters([parameter]);

const howToSend = 'Send it once: as Authorization: Bearer, or with POST as access_token in a form.';

/**
 * Returns the access token of the request, unverified.
 * @throws OAuthError InvalidAccessToken when it is missing; MalformedRequest when it is in the URL or is sent twice; the
 * errors of readForm
 */
export function readBearerToken(request: EndpointRequest, service: Service, report: Pick<Report, 'note'>): string {
  // RFC 6750 §2.3: URLs end up in logs and browser histories.
  if (request.url.searchParams.has(parameter)) {
    throw malformed(`The access token is in the URL, where others can read it. ${howToSend}`);
  }
  const inHeader = tokenOfHeader(request.headers.get('authorization'));
  const inBody = isForm(request) ? readForm(request, defined, service, report)[parameter] : undefined;
  if (inHeader !== undefined && inBody !== undefined) throw malformed(`The access token was sent twice. ${howToSend}`);
  const token = inHeader ?? inBody;
  if (typeof token === 'string') return token;
  throw new OAuthError('InvalidAccessToken', `The request has no access token. ${howToSend}`, {
    challenge: { scheme: 'Bearer', isBare: true },
  });
}

/** Undefined for another scheme, which counts as no credentials (RFC 6750 §3.1). */
function tokenOfHeader(authorization: string | null): string | undefined {
  const [, rest] = /^bearer(?=$|[ ,])(.*)$/is.exec(authorization ?? '') ?? [];
  if (rest === undefined) return undefined;
  // Hosts join repeated headers with a comma; a token contains no comma and no space.
  const [, token] = /^ +([^\s,]+)$/.exec(rest) ?? [];
  if (token !== undefined) return token;
  throw malformed('The Authorization header is malformed. It must be Bearer, a space and one access token.');
}

/** Other bodies are ignored (RFC 6750 §2.2): some clients send a Content-Type without a body. */
function isForm({ method, headers }: EndpointRequest): boolean {
  return method === 'POST' && /^application\/x-www-form-urlencoded/i.test(headers.get('content-type')?.trim() ?? '');
}

function malformed(description: string): OAuthError {
  return new OAuthError('MalformedRequest', description, { challenge: { scheme: 'Bearer' } });
}
