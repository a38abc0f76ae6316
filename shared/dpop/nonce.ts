// Nonces of this server (RFC 9449 §8): a MAC over a period of time, so no instance remembers any, and all accept each other's.
import { webcrypto } from 'node:crypto';
import { type Clock, seconds } from '../base/clock.ts';
import type { Keys } from '../keys/keys.ts';
import { throwSigningUnavailable } from '../keys/strict-jose.ts';

export interface NonceParts {
  readonly clock: Clock;
  readonly keys: Keys;
}

/** A nonce works in its own period and the next one, so for 150 to 300 seconds. */
const periodSeconds = 150;

/** `<kid of the master>.<number of the period>.<MAC>` */
const nonceFormat = /^([\w-]{1,64})\.(\d{1,12})\.([\w-]{43})$/;

/** The same for all requests of a period. @throws OAuthError SigningUnavailable */
export async function currentNonce({ clock, keys }: NonceParts): Promise<string> {
  const ring = await keys.current();
  const kid = ring.sealingKid;
  const key = await ring.derivedKey(kid, 'dpop-nonce', 'HS256');
  if (!key) return throwSigningUnavailable(new Error('the key ring has no active sealing master'));
  const period = periodOf(clock);
  const mac = await webcrypto.subtle.sign('HMAC', key, bytesOf(period));
  return `${kid}.${period}.${Buffer.from(mac).toString('base64url')}`;
}

/** Accepts one period ahead too, since the clocks of instances differ. */
export async function isCurrentNonce(nonce: string, { clock, keys }: NonceParts): Promise<boolean> {
  const [, kid = '', digits = '', mac = ''] = nonceFormat.exec(nonce) ?? [];
  const period = Number(digits);
  if (mac === '' || Math.abs(period - periodOf(clock)) > 1) return false;
  const key = await (await keys.current()).derivedKey(kid, 'dpop-nonce', 'HS256');
  return key !== undefined && webcrypto.subtle.verify('HMAC', key, Buffer.from(mac, 'base64url'), bytesOf(period));
}

function periodOf(clock: Clock): number {
  return Math.floor(seconds(clock) / periodSeconds);
}

function bytesOf(period: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(String(period));
}
