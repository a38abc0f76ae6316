// The session of a browser is an encrypted cookie, which every instance can read.
import { randomBytes } from 'node:crypto';
import type { Cookie } from '@azure/functions';
import { type Authentication, boundedAuthentication } from '../base/authentication.ts';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import type { Barriers } from '../grants/barriers.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';
import type { Store } from '../store/store.ts';
import { type CookieSettings, cookie, findCookie, removedCookie } from './cookies.ts';
import { endSession, isSessionEnded } from './ended-sessions.ts';

export interface Session extends SignInMethodUsed {
  readonly id: string;
  readonly subject: string;
  /** As of the sign-in; likewise name. */
  readonly username: string;
  readonly name: string | undefined;
  /** What the provider of the user calls them. */
  readonly login?: string;
  /** Seconds since the epoch: when the user authenticated. */
  readonly authTime: number;
  /** Seconds since the epoch. Use of the session does not extend it. */
  readonly endsAt: number;
  /** That of the session that this one continues, because the same user signed in again in the same browser. */
  readonly sid?: string;
}

/** How the user signed in. */
export interface SignInMethodUsed extends Authentication {
  /** The id of the provider that the user came from; absent for a user of the directory. */
  readonly provider?: string;
}

export interface SignedInUser {
  readonly subject: string;
  readonly username: string;
  readonly login?: string;
  readonly name?: string;
}

interface SessionClaims extends SignInMethodUsed {
  readonly sid: string;
  readonly app_sid?: string;
  readonly sub: string;
  readonly username: string;
  readonly login?: string;
  readonly name?: string;
  readonly auth_time: number;
  readonly session_end: number;
  readonly exp: number;
}

interface SessionSettings extends CookieSettings {
  readonly sessionIdleTime: number;
}

interface SessionParts {
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: SessionSettings;
}

interface StoredSessionParts extends SessionParts {
  readonly barriers: Pick<Barriers, 'hasEnded'>;
  readonly store: Store;
}

/** The times are in seconds since the epoch: when the user authenticated, taken before the check, and when the session starts. */
export function newSession(
  { subject, username, login, name }: SignedInUser,
  { authTime, startedAt }: { readonly authTime: number; readonly startedAt: number },
  { provider, ...authentication }: SignInMethodUsed,
  { sessionLifetime }: { readonly sessionLifetime: number },
): Session {
  const id = randomBytes(16).toString('base64url');
  return {
    ...boundedAuthentication(authentication),
    ...(provider !== undefined && { provider }),
    id,
    subject,
    username,
    ...(login !== undefined && { login }),
    name,
    authTime,
    endsAt: startedAt + sessionLifetime,
  };
}

/** Characters. 132 bits: more than the random id that it is derived from. */
export const sidLength = 22;

/** `sid` of ID tokens (OpenID Connect Back-Channel Logout §2.1): names the session to apps, and reveals nothing of its id. */
export function sidOf({ id, sid }: Pick<Session, 'id' | 'sid'>): string {
  if (sid !== undefined) return sid;
  return sha256(`sid ${id}`).toString('base64url').slice(0, sidLength);
}

/** Valid from now for the idle time, but not beyond the session's end. @throws OAuthError SigningUnavailable */
export async function sessionCookie(session: Session, { clock, keys, settings }: SessionParts): Promise<Cookie> {
  const now = seconds(clock);
  const claims = {
    ...methodOf(session),
    sid: session.id,
    ...(session.sid !== undefined && { app_sid: session.sid }),
    sub: session.subject,
    username: session.username,
    ...(session.login !== undefined && { login: session.login }),
    ...(session.name !== undefined && { name: session.name }),
    auth_time: session.authTime,
    session_end: session.endsAt,
    exp: Math.min(now + settings.sessionIdleTime, session.endsAt),
  };
  return cookie('session', await sealJwt('session', claims, utcDay(now), await keys.current()), settings);
}

/** In one round trip. Undefined also if the user was disabled, removed or signed out everywhere. @throws StoreUnavailableError */
export async function findSession(headers: Headers, service: StoredSessionParts): Promise<Session | undefined> {
  const { clock, keys, settings, barriers, store } = service;
  const sent = findCookie('session', headers, settings);
  if (sent === undefined) return undefined;
  const now = seconds(clock);
  const claims = await openJwt('session', sent, daysOf(now, settings.sessionIdleTime), await keys.current());
  if (!claims) return undefined;
  // Opening the seal proves that sessionCookie wrote these claims.
  const session = fromClaims(claims as unknown as SessionClaims);
  if (Number(claims.exp) <= now || session.endsAt <= now) return undefined;
  if (await barriers.hasEnded({ subject: session.subject, since: session.authTime })) return undefined;
  return (await isSessionEnded(session.id, session.endsAt, store)) ? undefined : session;
}

/** Copies of the cookie stop working. Returns one that removes it. @throws StoreUnavailableError: the session may have ended */
export async function closeSession(
  session: Session,
  { settings, store }: { readonly settings: CookieSettings; readonly store: Store },
): Promise<Cookie> {
  await endSession(session.id, session.endsAt, store);
  return removedCookie('session', settings);
}

/** The days on which a valid cookie may have been sealed, up to a minute ahead: the clock of the issuing instance may be fast. */
function daysOf(now: number, idleTime: number): readonly string[] {
  const days = new Set([utcDay(now + 60)]);
  for (let time = now; time > now - idleTime; time -= 86_400) days.add(utcDay(time));
  return [...days.add(utcDay(now - idleTime))];
}

function fromClaims(claims: SessionClaims): Session {
  return {
    ...methodOf(claims),
    id: claims.sid,
    ...(claims.app_sid !== undefined && { sid: claims.app_sid }),
    subject: claims.sub,
    username: claims.username,
    ...(claims.login !== undefined && { login: claims.login }),
    name: claims.name,
    authTime: claims.auth_time,
    endsAt: claims.session_end,
  };
}

function methodOf({ acr, amr, provider }: SignInMethodUsed): SignInMethodUsed {
  return {
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
    ...(provider !== undefined && { provider }),
  };
}
