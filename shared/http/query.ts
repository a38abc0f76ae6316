// The query of a URL becomes parameters, by the same rules as a form (RFC 6749 §3.1).
import type { EndpointRequest } from '../serving/endpoint.ts';
import { collect, decode, type Parameters } from './form.ts';

/**
 * @param defined names that the endpoint defines; others are ignored, repeated or not (RFC 6749 §3.1)
 * @throws OAuthError MalformedRequest
 */
export function readQuery({ url }: EndpointRequest, defined: ReadonlySet<string>): Parameters {
  return collect(decode(url.search.slice(1), 'query'), defined);
}
