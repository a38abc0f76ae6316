import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import { type Access, isWithin } from '../shared/clients/access.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import type { CompletedSteps } from './next-step.ts';

/** The sealed content of the consent form. */
export interface ConsentForm {
  readonly parameters: AuthorizationParameters;
  /** The access that the page shows. It may come from the client's defaults, which can change before the user decides. */
  readonly access: readonly Access[];
  /** The registration id of the client that the page names. */
  readonly registration: string;
  readonly session: string;
  readonly passed: CompletedSteps;
}

/** The browser must already have its id cookie. @throws OAuthError SigningUnavailable */
export function sealConsent(content: ConsentForm, { headers }: EndpointRequest, service: Service): Promise<string> {
  return sealForm('consent', content, browserId(headers, service.settings).id, service);
}

/** Whether the page showed all access that the request asks for. */
export function coversRequest({ access, client }: AuthorizationRequest, form: ConsentForm): boolean {
  return client.registration === form.registration && isWithin(access, form.access);
}
