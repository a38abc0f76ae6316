// Whom a browser has signed in before: an encrypted cookie. Its failures are counted apart, so that no stranger's lock it out.
import { randomBytes } from 'node:crypto';
import type { Cookie } from '@azure/functions';
import { type Clock, seconds } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';
import { type CookieSettings, cookie, findCookie } from './cookies.ts';

export interface Device {
  readonly id: string;
  /** Hashes of their names, the latest first. */
  readonly users: readonly string[];
}

/** A year, also the longest time for which a retired sealing master is kept. */
const cookieTtlSeconds = 31_536_000;
/** Users that one browser is known for. */
const maxUsers = 8;

interface DeviceParts {
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: CookieSettings;
}

/**
 * The id under which the failures of this browser are counted, if it has signed that user in before.
 * @param username normalised
 */
export function deviceOf(username: string, device: Device | undefined): string | undefined {
  return device?.users.includes(hashOf(username)) ? device.id : undefined;
}

export async function findDevice(
  headers: Headers,
  { clock, keys, settings }: DeviceParts,
): Promise<Device | undefined> {
  const sent = findCookie('device', headers, settings);
  if (sent === undefined) return undefined;
  const now = seconds(clock);
  const claims = await openJwt('device', sent, monthsOf(now), await keys.current());
  if (!claims || Number(claims.exp) <= now) return undefined;
  // Only this server can have sealed it, so its claims are those of deviceCookie.
  const { id, users } = claims as unknown as Device;
  return { id, users };
}

/**
 * The cookie of a browser that has just signed this user in.
 * @param username normalised
 * @throws OAuthError SigningUnavailable
 */
export async function deviceCookie(
  known: Device | undefined,
  username: string,
  { clock, keys, settings }: DeviceParts,
): Promise<Cookie> {
  const now = seconds(clock);
  const user = hashOf(username);
  const others = (known?.users ?? []).filter((each) => each !== user);
  const claims = {
    id: known?.id ?? randomBytes(16).toString('base64url'),
    users: [user, ...others].slice(0, maxUsers),
    exp: now + cookieTtlSeconds,
  };
  const sealed = await sealJwt('device', claims, monthOf(now), await keys.current());
  return cookie('device', sealed, settings, { maxAge: cookieTtlSeconds });
}

/** UTC, as YYYYMM: few enough sign-ins fall into one for a key. */
function monthOf(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 7).replace('-', '');
}

/** Those of the past year, and the next one: the clock of the instance that sealed it may have been ahead of its beginning. */
function monthsOf(now: number): readonly string[] {
  const date = new Date(now * 1000);
  // By the calendar: a month before the first of March, counted in seconds, is in January.
  const months = Array.from({ length: 13 }, (_, back) =>
    monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back) / 1000),
  );
  return [...new Set([monthOf(now + 60), ...months])];
}

function hashOf(username: string): string {
  return sha256(username).toString('base64url');
}
