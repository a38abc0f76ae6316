import type { Language } from '../shared/html/language.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import { maxAddressLength } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { restartAddress } from './page-address.ts';

/**
 * Where the user chooses another account for the same request. Undefined if the app expects this user, or the request does
 * not fit into a URL. `prompt=login` stays as it is: it asks for a password in any case.
 * @throws OAuthError SigningUnavailable
 */
export async function otherAccountAddress(
  { parameters, prompt, hintedSubject }: AuthorizationRequest,
  language: Language,
  request: EndpointRequest,
  service: Service,
): Promise<string | undefined> {
  if (hintedSubject !== undefined) return undefined;
  const choice = prompt.includes('login') || prompt.includes('select_account') ? prompt : [...prompt, 'select_account'];
  const restart = { ...parameters, prompt: choice.join(' '), ui_locales: language };
  const { address } = await restartAddress(restart, request, service);
  return address.length <= maxAddressLength ? address : undefined;
}
