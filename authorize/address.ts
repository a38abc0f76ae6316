import type { Language } from '../shared/html/language.ts';
import { paths } from '../shared/http/paths.ts';
import type { AuthorizationParameters } from './authorization-request.ts';

/** Characters. Many hosts limit the first line of a request to 8,192 bytes. */
export const maxAddressLength = 7000;

/** The URL that starts the authorization request again, with the same parameters. */
export function authorizeAddress(parameters: AuthorizationParameters, issuer: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value ?? []].flat()) query.append(name, each);
  }
  return `${issuer}${paths.authorize}?${query}`;
}

export function addressIn(language: Language, parameters: AuthorizationParameters, issuer: string): string {
  return authorizeAddress({ ...parameters, ui_locales: language }, issuer);
}
