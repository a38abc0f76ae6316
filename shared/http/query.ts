// Parses the query of a URL by the same rules as a form (RFC 6749 §3.1).

import type { Parameters } from '../validation/parameters.ts';
import type { DefinedParameters } from './defined-parameters.ts';
import { collect, decode } from './form.ts';
import type { EndpointRequest } from './request.ts';

/** @throws OAuthError MalformedRequest */
export function readQuery({ url }: EndpointRequest, defined: DefinedParameters): Parameters {
  return collect(decode(url.search.slice(1), 'query'), defined);
}
