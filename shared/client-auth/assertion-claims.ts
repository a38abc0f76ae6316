// Claims that every client assertion must have (RFC 7523 §3): own ones, and tokens of platforms.
import type { JWTPayload } from 'jose';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';

/** A description finishes the sentence "The client assertion …". */
export function refusedAssertion(row: ErrorName, problem: string): OAuthError {
  return new OAuthError(row, `The client assertion ${problem}.`);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** @returns seconds since the epoch @throws OAuthError InvalidAssertion */
export function timeOf(claims: JWTPayload, name: 'exp' | 'iat'): number {
  const time = claims[name];
  if (isTime(time)) return time;
  const meaning = { exp: 'the time when it expires', iat: 'the time when it was issued' }[name];
  throw refusedAssertion('InvalidAssertion', `has no ${name}, ${meaning}, in seconds since 1970`);
}

/** @param tolerance seconds by which the clocks may differ @throws OAuthError InvalidAssertion, AssertionNotValidNow */
export function checkNow(claims: JWTPayload, now: number, tolerance: number): void {
  const exp = timeOf(claims, 'exp');
  if (now >= exp + tolerance) {
    throw refusedAssertion(
      'AssertionNotValidNow',
      `expired ${Math.ceil(now - exp)} seconds ago. Get a new one in time`,
    );
  }
  for (const name of ['nbf', 'iat'] as const) {
    const time = claims[name];
    if (time === undefined) continue;
    if (!isTime(time)) {
      throw refusedAssertion('InvalidAssertion', `has an ${name} that is not a number of seconds since 1970`);
    }
    if (time > now + tolerance) {
      const ahead = Math.ceil(time - now);
      throw refusedAssertion('AssertionNotValidNow', `has an ${name} that is ${ahead} seconds ahead. Check the clock`);
    }
  }
}

/** Empty if the claim is missing or has anything but texts. */
export function audiencesOf({ aud }: JWTPayload): readonly string[] {
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return list.every((each): each is string => typeof each === 'string') ? list : [];
}
