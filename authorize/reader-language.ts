import { chooseLanguage, type Language } from '../shared/html/language.ts';
import type { EndpointRequest } from '../shared/http/request.ts';

/** OpenID Connect Core §3.1.2.1: `ui_locales` takes precedence over the browser's Accept-Language. */
export function readerLanguage(uiLocales: string | undefined, { headers }: Pick<EndpointRequest, 'headers'>): Language {
  return chooseLanguage(uiLocales?.split(' ') ?? [], headers.get('accept-language'));
}
