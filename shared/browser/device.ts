// An encrypted cookie names users who have signed in on a device before, so that failures of others cannot lock it out.
import { randomBytes } from 'node:crypto';
import type { Cookie } from '@azure/functions';
import { type Clock, seconds } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';
import { type CookieSettings, cookie, findCookie } from './cookies.ts';

export interface Device {
  readonly id: string;
  /** Hashes of user names, the latest first. */
  readonly users: readonly string[];
  /** For each user, `passwordTagOf` the password of the last sign-in. */
  readonly passwordTags: readonly string[];
}

/** Both undefined unless the user has signed in on the device before. */
export interface UserDevice {
  readonly device: string | undefined;
  readonly passwordTag: string | undefined;
}

/** A year; retired sealing masters are kept no longer than this. */
const cookieTtlSeconds = 31_536_000;
const maxUsersPerDevice = 8;

interface DeviceParts {
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: CookieSettings;
}

/** @param username normalised */
export function deviceOf(username: string, device: Device | undefined): UserDevice {
  const passwordTag = device?.passwordTags[device.users.indexOf(hashOf(username))];
  return { device: passwordTag === undefined ? undefined : device?.id, passwordTag };
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
  // Opening the seal proves that deviceCookie wrote these claims.
  const { id, users, passwordTags } = claims as unknown as Omit<Device, 'passwordTags'> & Partial<Device>;
  // Cookies of older versions have no tags: their users must sign in once more.
  return { id, users, passwordTags: passwordTags ?? [] };
}

/** Adds the user, by normalised name. @throws OAuthError SigningUnavailable */
export async function deviceCookie(
  known: Device | undefined,
  { username, passwordTag }: { readonly username: string; readonly passwordTag: string },
  { clock, keys, settings }: DeviceParts,
): Promise<Cookie> {
  const now = seconds(clock);
  const user = hashOf(username);
  const others = (known?.users ?? []).flatMap((name, index) => {
    const tag = known?.passwordTags[index];
    return name === user || tag === undefined ? [] : [{ name, tag }];
  });
  const kept = [{ name: user, tag: passwordTag }, ...others].slice(0, maxUsersPerDevice);
  const claims = {
    id: known?.id ?? randomBytes(16).toString('base64url'),
    users: kept.map(({ name }) => name),
    passwordTags: kept.map(({ tag }) => tag),
    exp: now + cookieTtlSeconds,
  };
  const sealed = await sealJwt('device', claims, monthOf(now), await keys.current());
  return cookie('device', sealed, settings, { maxAge: cookieTtlSeconds });
}

/** YYYYMM in UTC. A sealing key per month is enough for the number of sign-ins. */
function monthOf(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 7).replace('-', '');
}

/** The past year, and the next month a minute early: the clock of the issuing instance may be fast. */
function monthsOf(now: number): readonly string[] {
  const date = new Date(now * 1000);
  // Calendar arithmetic: 31 days before 1 March is in January, not February.
  const months = Array.from({ length: 13 }, (_, back) =>
    monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back) / 1000),
  );
  return [...new Set([monthOf(now + 60), ...months])];
}

function hashOf(username: string): string {
  return sha256(username).toString('base64url');
}
