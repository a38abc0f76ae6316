// Device codes (RFC 8628 §3.2) are sealed: what was not issued here is refused without a call to the store.
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';

interface CodeParts {
  readonly clock: Clock;
  readonly keys: Keys;
}

export interface DeviceCode {
  /** The id of the device authorization request. */
  readonly requestId: string;
  readonly clientId: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Expired codes are recognised for a day; the rows behind them live about as long. */
const recognisedForSeconds = 86_400;

/** @throws OAuthError SigningUnavailable */
export async function issueDeviceCode(
  { requestId, clientId, expiresAt }: DeviceCode,
  { clock, keys }: CodeParts,
): Promise<string> {
  const claims = { exp: expiresAt, client_id: clientId, device_request: requestId };
  return sealJwt('device-code', claims, utcDay(seconds(clock)), await keys.current());
}

/** Reads expired codes too: a second use revokes the grant. @throws OAuthError InvalidGrant */
export async function readDeviceCode(code: string, { clock, keys }: CodeParts): Promise<DeviceCode> {
  const now = seconds(clock);
  // Up to a minute ahead: the clock of the issuing instance may be fast.
  const days = [now - recognisedForSeconds, now, now + 60].map(utcDay);
  const claims = await openJwt('device-code', code, days, await keys.current());
  if (!claims) {
    throw new OAuthError(
      'InvalidGrant',
      'The device_code was not issued by this server, is damaged, or expired long ago.',
    );
  }
  // Opening the seal proves that issueDeviceCode wrote these claims.
  const { exp, client_id, device_request } = claims as unknown as SealedClaims;
  return { requestId: device_request, clientId: client_id, expiresAt: exp };
}

interface SealedClaims {
  readonly exp: number;
  readonly client_id: string;
  readonly device_request: string;
}
