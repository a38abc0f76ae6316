// Stores the decision about a device (RFC 8628 §3.3), which learns of it by its next poll.
import { type Authentication, boundedAuthentication } from '../shared/base/authentication.ts';
import { seconds } from '../shared/base/clock.ts';
import { mayRefresh } from '../shared/clients/grant-types.ts';
import { decideDevice } from '../shared/grants/device-requests.ts';
import type { DeviceDecision } from '../shared/grants/device-rows.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import { newPartition } from '../shared/store/partition.ts';
import type { DeviceAuthorization } from './authorization-request.ts';
import type { DeviceForm } from './device-form.ts';
import { pageAddress } from './page-address.ts';
import { alreadyDecided } from './read-device-request.ts';

interface AuthenticatedUser extends Authentication {
  readonly subject: string;
  /** Seconds since the epoch: when the user signed in. */
  readonly authTime: number;
}

/** @throws OAuthError DeviceAlreadyDecided, ClockOutOfRange; StoreUnavailableError */
export async function allowDevice(
  authorization: DeviceAuthorization,
  user: AuthenticatedUser,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  // Barriers have times of the store. A sign-in with a time ahead of the store's would survive a later barrier.
  await service.storeClock.requireClockInSync();
  const { client, device, scope, resources } = authorization;
  const { subject, authTime } = user;
  // The device may fetch its tokens until its code expires.
  const start = mayRefresh(client) ? seconds(service.clock) : device.expiresAt;
  const endsAt = start + (mayRefresh(client) ? client.grantLifetime : client.accessTokenLifetime);
  const grantId = newPartition(endsAt);
  report.note({ grant_id: grantId });
  const decision = {
    is: 'allowed',
    subject,
    authTime,
    ...boundedAuthentication(user),
    scope,
    resources,
    grantId,
    endsAt,
  } as const;
  return decide(authorization, decision, request, service, report);
}

/** @throws OAuthError DeviceAlreadyDecided; StoreUnavailableError */
export async function denyDevice(
  authorization: DeviceAuthorization,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  return decide(authorization, { is: 'denied' }, request, service, report);
}

/** Redirects to a page that says so, since a reload must not send the decision again. */
async function decide(
  { device, client, parameters }: DeviceAuthorization,
  decision: DeviceDecision,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  const { ui_locales } = parameters;
  const content: DeviceForm = { ended: decision.is, clientName: client.name, ...(ui_locales && { ui_locales }) };
  const { address, cookies } = await pageAddress('device', content, request, service);
  report.step('decision');
  if (!(await decideDevice(device.id, decision, service))) throw alreadyDecided();
  report.note({ decision: decision.is });
  return { ...seeOther(address), cookies };
}
