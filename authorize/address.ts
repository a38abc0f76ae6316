import type { Language } from '../shared/html/language.ts';
import { paths } from '../shared/http/paths.ts';
import type { AuthorizationParameters } from './authorization-request.ts';

/** Characters of an address. Hosts take 8,192 bytes of a request's first line. */
export const longestAddress = 7000;

/** The request as a URL, from its beginning. */
export function authorizeAddress(parameters: AuthorizationParameters, issuer: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value ?? []].flat()) query.append(name, each);
  }
  return `${issuer}${paths.authorize}?${query}`;
}

/** The same in another language. */
export function addressIn(language: Language, parameters: AuthorizationParameters, issuer: string): string {
  return authorizeAddress({ ...parameters, ui_locales: language }, issuer);
}
