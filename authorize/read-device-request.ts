// Reads the stored request of a device (RFC 8628 §3.3), for the pages on which the user signs in and decides.
import { seconds } from '../shared/base/clock.ts';
import type { Client } from '../shared/clients/client.ts';
import { usesDeviceCode } from '../shared/clients/grant-types.ts';
import { requestedAccess } from '../shared/clients/requested-access.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { findDeviceState } from '../shared/grants/device-requests.ts';
import type { DeviceRequest } from '../shared/grants/device-rows.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationParameters, DeviceAuthorization } from './authorization-request.ts';

/** RFC 8628 §5.4: the user always chooses the account and decides, since the request may be a stranger's. */
const prompt = ['select_account', 'consent'];

/** @throws OAuthError DeviceRequestExpired, DeviceAlreadyDecided, UnknownClient, UnauthorizedClient, InvalidResource, InvalidScope */
export async function readDeviceRequest(
  id: string,
  parameters: AuthorizationParameters,
  service: Service,
  report: Report,
): Promise<DeviceAuthorization> {
  report.step('device request');
  const device = await requireOpenRequest(id, service);
  report.note({ client_id: device.clientId });
  report.step('client');
  const client = await requireClient(device, service);
  const asked = { scope: device.scope.join(' '), resource: device.resources };
  return {
    parameters,
    client,
    device,
    isNative: false,
    ...requestedAccess(asked, client, service, report),
    prompt,
    maxAge: undefined,
    hintedSubject: undefined,
    claims: undefined,
    requiredAcr: [],
  };
}

async function requireOpenRequest(id: string, service: Service): Promise<DeviceRequest> {
  const state = await findDeviceState(id, service);
  if (state?.decision) throw alreadyDecided();
  if (state && state.request.expiresAt > seconds(service.clock)) return state.request;
  throw new OAuthError('DeviceRequestExpired', 'The code of the device has expired. Start again on the device.');
}

export function alreadyDecided(): OAuthError {
  return new OAuthError('DeviceAlreadyDecided', 'A decision about this device has been made already.');
}

async function requireClient(
  { clientId, registration }: DeviceRequest,
  { clients }: Pick<Service, 'clients'>,
): Promise<Client> {
  const client = await clients.findClient(clientId);
  // A new registration of the id is another app, which did not send this request.
  if (client?.registration !== registration) {
    throw new OAuthError('UnknownClient', 'The client of the device is no longer registered as it was.');
  }
  if (!usesDeviceCode(client)) {
    throw new OAuthError('UnauthorizedClient', 'The client may no longer use the device authorization grant.');
  }
  return client;
}
