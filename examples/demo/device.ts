// The device authorization grant (RFC 8628): asks for codes, then for the tokens until the user has decided on the page.
import { genericGrantRequest, initiateDeviceAuthorization } from 'openid-client';
import type { RelyingParty } from './relying-party.ts';
import type { DeviceSignIn, Session } from './session.ts';

const scope = 'openid profile reports.read';
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** §3.2: when the server names none. */
const defaultInterval = 5;
/** §3.5. */
const slowDownSeconds = 5;

/** @throws Error when the server does not give codes */
export async function beginDevice(session: Session, { device }: RelyingParty): Promise<void> {
  const codes = await initiateDeviceAuthorization(device, { scope });
  session.device = { codes, startedAt: new Date(), interval: codes.interval ?? defaultInterval };
}

export function isWaiting({ tokens, problem }: DeviceSignIn): boolean {
  return !tokens && (problem === undefined || problem === 'authorization_pending' || problem === 'slow_down');
}

/** Asks once. A device without pages uses `pollDeviceAuthorizationGrant`, which waits and asks by itself. */
export async function pollOnce(session: Session, { device: client }: RelyingParty): Promise<void> {
  const { device } = session;
  if (!device || !isWaiting(device)) return;
  const { problem: _last, ...asked } = device;
  try {
    const tokens = await genericGrantRequest(client, grantType, { device_code: device.codes.device_code });
    session.device = { ...asked, tokens };
  } catch (thrown) {
    const problem = errorOf(thrown);
    if (problem === undefined) throw thrown;
    const interval = device.interval + (problem === 'slow_down' ? slowDownSeconds : 0);
    session.device = { ...asked, interval, problem };
  }
}

/** Undefined when the server did not answer as a token endpoint does. */
function errorOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'error' in thrown && typeof thrown.error === 'string' ? thrown.error : undefined;
}
