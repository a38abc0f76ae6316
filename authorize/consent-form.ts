import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { Session } from '../shared/browser/session.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/endpoint.ts';
import type { Service } from '../shared/service.ts';
import type { Passed } from './next-step.ts';
import { pageAddress } from './page-address.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './request.ts';

/** What the consent page sends along. */
export interface ConsentForm {
  readonly parameters: AuthorizationParameters;
  /** What the user is asked for. The request may name none, and the client's record say another one by then. */
  readonly scope: readonly string[];
  /** The id of the session of whoever is asked. */
  readonly session: string;
  readonly passed: Passed;
}

/** To the page that asks. */
export async function goToConsent(
  { parameters, scope }: AuthorizationRequest,
  {
    request,
    session,
    passed,
  }: { readonly request: EndpointRequest; readonly session: Session; readonly passed: Passed },
  service: Service,
): Promise<Answer> {
  const content: ConsentForm = { parameters, scope, session: session.id, passed };
  const { address, cookies } = await pageAddress('consent', content, request, service);
  return { ...seeOther(address), cookies };
}

/** The same for another scope, in a browser that has an id already. @throws OAuthError SigningUnavailable */
export function sealConsent(content: ConsentForm, { headers }: EndpointRequest, service: Service): Promise<string> {
  return sealForm('consent', content, browserId(headers, service.settings).id, service);
}
