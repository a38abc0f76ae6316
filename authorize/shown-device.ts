// What the user is told about a device, to notice a request that somebody else has sent (RFC 8628 §5.4).
import { seconds } from '../shared/base/clock.ts';
import type { DeviceRequest } from '../shared/grants/device-rows.ts';
import { shownUserCode } from '../shared/grants/user-code.ts';
import { callerAddress } from '../shared/http/caller-address.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { ShownDevice } from './pages/consent-page.ts';

export function shownDevice(
  { userCode, deviceName, address, createdAt }: DeviceRequest,
  { headers }: EndpointRequest,
  { clock, settings }: Pick<Service, 'clock' | 'settings'>,
): ShownDevice {
  const own = callerAddress(headers.get('x-forwarded-for'), settings.trustedProxies);
  return {
    userCode: shownUserCode(userCode),
    name: deviceName,
    address,
    isElsewhere: address !== undefined && own !== undefined && address !== own,
    minutesAgo: Math.max(0, Math.floor((seconds(clock) - createdAt) / 60)),
  };
}
