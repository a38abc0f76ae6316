// Finds the parameters of an authorization request: in the URL itself, or pushed ahead (RFC 9126 §4).
import type { ClientRegistry } from '../shared/clients/registry.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { StepName } from '../shared/log/steps.ts';
import type { Store } from '../shared/store/store.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { isPushedUri, openPushedRequest, otherRegistration, type PushedRequest } from './pushed-request.ts';

/** The steps of `openRequest`, in order. */
export const openSteps = ['pushed request'] as const satisfies readonly StepName[];

interface OpenedRequest {
  readonly parameters: AuthorizationParameters;
  /** Set for a request that works once; `usePushedRequest` must resolve before the answer. */
  readonly pushed?: PushedRequest;
}

interface OpenParts {
  readonly store: Store;
  readonly clients: ClientRegistry;
}

/** @throws OAuthError MalformedRequest, MissingParameter, InvalidRequestUri; StoreUnavailableError */
export async function openRequest(
  sent: AuthorizationParameters,
  service: OpenParts,
  report: Report,
): Promise<OpenedRequest> {
  const { request, request_uri: requestUri, client_id: clientId } = sent;
  if (request !== undefined && requestUri !== undefined) {
    // RFC 9101 §5.
    throw new OAuthError('MalformedRequest', 'The request has both request and request_uri. Send one of them.');
  }
  if (requestUri === undefined || !isPushedUri(requestUri)) return { parameters: sent };
  report.step('pushed request');
  if (clientId === undefined) {
    throw new OAuthError('MissingParameter', 'Beside request_uri, the request must contain client_id.');
  }
  // RFC 9101 §6.3: what else is in the URL is ignored, since anyone on the way can add to it.
  const pushed = await openPushedRequest(requestUri, clientId, service);
  const client = await service.clients.findClient(clientId);
  if (client && client.registration !== pushed.registration) throw otherRegistration();
  return { parameters: pushed.parameters, pushed };
}
