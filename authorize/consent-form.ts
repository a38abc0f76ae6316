import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { EndpointRequest } from '../shared/http/endpoint.ts';
import type { Service } from '../shared/service.ts';
import type { Passed } from './next-step.ts';
import type { AuthorizationParameters } from './request.ts';

/** What the consent page sends along. */
export interface ConsentForm {
  readonly parameters: AuthorizationParameters;
  /** What the user is asked for. The request may name none, and the client's record say another one by then. */
  readonly scope: readonly string[];
  /** The id of the session of whoever is asked. */
  readonly session: string;
  readonly passed: Passed;
}

/** In a browser that has an id already. @throws OAuthError SigningUnavailable */
export function sealConsent(content: ConsentForm, { headers }: EndpointRequest, service: Service): Promise<string> {
  return sealForm('consent', content, browserId(headers, service.settings).id, service);
}

export function isWithin(scope: readonly string[], other: readonly string[]): boolean {
  return scope.every((each) => other.includes(each));
}
