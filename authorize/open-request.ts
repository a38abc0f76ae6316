// Finds the parameters of an authorization request: in the URL itself, pushed ahead (RFC 9126 §4), or signed (RFC 9101 §5).
import type { Clock } from '../shared/base/clock.ts';
import type { Client } from '../shared/clients/client.ts';
import type { ClientRegistry } from '../shared/clients/registry.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Keys } from '../shared/keys/keys.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { StepName } from '../shared/log/steps.ts';
import type { RemoteKeys } from '../shared/remote/remote-keys.ts';
import type { Store } from '../shared/store/store.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { isPushedUri, openPushedRequest, otherRegistration, type PushedRequest } from './pushed-request.ts';
import { openRequestObject } from './request-object.ts';
import { refusalOf } from './send-to.ts';

/** The steps of `openRequest`, in order. */
export const openSteps = ['pushed request', 'request object'] as const satisfies readonly StepName[];

interface OpenedRequest {
  readonly parameters: AuthorizationParameters;
  /** Set for a request that works once; `usePushedRequest` must resolve before the answer. */
  readonly pushed?: PushedRequest;
}

interface OpenParts {
  readonly store: Store;
  readonly clients: ClientRegistry;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: { readonly issuer: string };
  readonly remoteKeys: RemoteKeys;
}

/**
 * RFC 9101 §6.3: beside `request` or `request_uri`, only `client_id` counts: anyone on the way can add to the URL.
 * @throws OAuthError MalformedRequest, MissingParameter, InvalidRequestUri, and as `openSigned`; StoreUnavailableError
 */
export async function openRequest(
  sent: AuthorizationParameters,
  service: OpenParts,
  report: Report,
): Promise<OpenedRequest> {
  const { request, request_uri: requestUri, client_id: clientId } = sent;
  const isPushed = requestUri !== undefined && isPushedUri(requestUri);
  if (request === undefined && !isPushed) return { parameters: sent };
  if (request !== undefined && requestUri !== undefined) {
    // RFC 9101 §5.
    throw new OAuthError('MalformedRequest', 'The request has both request and request_uri. Send one of them.');
  }
  if (clientId === undefined) {
    throw new OAuthError('MissingParameter', 'Beside request or request_uri, the request must contain client_id.');
  }
  const client = await service.clients.findClient(clientId);
  if (!isPushed) return { parameters: client ? await openSigned(sent, client, service, report) : sent };
  report.step('pushed request');
  const pushed = await openPushedRequest(requestUri, clientId, service);
  if (client && client.registration !== pushed.registration) throw otherRegistration();
  return { parameters: pushed.parameters, pushed };
}

/** Opens the request object in `request`. @throws OAuthError RequestObjectNotSupported, InvalidRequestObject, or ErrorToSend with one */
export async function openSigned(
  sent: AuthorizationParameters,
  client: Client,
  service: OpenParts,
  report: Report,
): Promise<AuthorizationParameters> {
  report.step('request object');
  const opened = await openRequestObject(sent.request ?? '', client, service).catch((thrown: unknown) => {
    // The redirect URI in an object that the client has not signed counts for nothing.
    throw sent.redirect_uri === undefined ? thrown : refusalOf(thrown, sent, client, service.settings);
  });
  const { parameters, problem } = opened;
  if (problem) throw refusalOf(problem, parameters, client, service.settings);
  return parameters;
}
