import { chooseLanguage, type Language } from '../shared/html/language.ts';
import type { EndpointRequest } from '../shared/http/request.ts';

/** OpenID Connect Core §3.1.2.1: what the app says of its user's languages comes before what the browser says. */
export function readerLanguage(uiLocales: string | undefined, { headers }: Pick<EndpointRequest, 'headers'>): Language {
  return chooseLanguage(uiLocales?.split(' ') ?? [], headers.get('accept-language'));
}
