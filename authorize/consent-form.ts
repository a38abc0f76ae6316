import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import { type Access, isWithin } from '../shared/clients/access.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import type { CompletedSteps } from './next-step.ts';

/** What the consent page sends along. */
export interface ConsentForm {
  readonly parameters: AuthorizationParameters;
  /** What the page shows. The request may name none of it, and the client's record say something else by then. */
  readonly access: readonly Access[];
  /** Of the client that the page names. */
  readonly registration: string;
  /** The id of the session of whoever is asked. */
  readonly session: string;
  readonly passed: CompletedSteps;
}

/** In a browser that has an id already. @throws OAuthError SigningUnavailable */
export function sealConsent(content: ConsentForm, { headers }: EndpointRequest, service: Service): Promise<string> {
  return sealForm('consent', content, browserId(headers, service.settings).id, service);
}

/** Whether the page has shown everything that the request is for. */
export function isShown({ access, client }: AuthorizationRequest, form: ConsentForm): boolean {
  return client.registration === form.registration && isWithin(access, form.access);
}
