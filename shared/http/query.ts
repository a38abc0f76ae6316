// The query of a URL becomes parameters, by the same rules as a form (RFC 6749 §3.1).
import type { EndpointRequest } from '../serving/endpoint.ts';
import type { DefinedParameters } from './defined-parameters.ts';
import { collect, decode, type Parameters } from './form.ts';

/** @throws OAuthError MalformedRequest */
export function readQuery({ url }: EndpointRequest, defined: DefinedParameters): Parameters {
  return collect(decode(url.search.slice(1), 'query'), defined);
}
