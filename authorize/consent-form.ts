import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { Session } from '../shared/browser/session.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/endpoint.ts';
import { paths } from '../shared/http/paths.ts';
import type { Service } from '../shared/service.ts';
import type { Passed } from './next-step.ts';
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

/** To the page that asks: one with an address of its own, so that the browser can go back to it. */
export async function goToConsent(
  { parameters, scope }: AuthorizationRequest,
  {
    request,
    session,
    passed,
  }: { readonly request: EndpointRequest; readonly session: Session; readonly passed: Passed },
  service: Service,
): Promise<Answer> {
  const { issuer } = service.settings;
  const browser = browserId(request.headers, service.settings);
  const content: ConsentForm = { parameters, scope, session: session.id, passed };
  const form = await sealForm('consent', content, browser.id, service);
  return { ...seeOther(`${issuer}${paths.consent}?form=${form}`), cookies: browser.cookies };
}
