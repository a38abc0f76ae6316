// What a JWT of another issuer must say to be a subject_token (RFC 7519 §4.1, RFC 8693 §4.4). Pure rules.
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { echo } from '../../shared/log/echo.ts';

/** Seconds by which the clock of another issuer may be ahead. There is none for `exp`: the new token ends with the old one. */
const toleranceSeconds = 15;

/** Thirty hours: Entra issues access tokens for up to 28. */
const maxLifetimeSeconds = 108_000;

/** Logout tokens, DPoP proofs and events have types of their own. */
const subjectTyps: readonly string[] = ['jwt', 'at+jwt'];

export const subjectAlgs: readonly string[] = ['ES256', 'RS256', 'PS256', 'EdDSA'];

export function typProblem({ typ }: ProtectedHeaderParameters): string | undefined {
  const isGood =
    typ === undefined ||
    (typeof typ === 'string' && subjectTyps.includes(typ.toLowerCase().replace(/^application\//, '')));
  return isGood ? undefined : 'has a typ other than JWT and at+jwt';
}

/** @param now seconds since the epoch @returns a predicate, to follow "The subject_token" */
export function timeProblem({ exp, iat, nbf }: JWTPayload, now: number): string | undefined {
  if (!isTime(exp)) return 'has no exp';
  if ((iat !== undefined && !isTime(iat)) || (nbf !== undefined && !isTime(nbf))) {
    return 'has an iat or nbf that is not a number of seconds';
  }
  if ((iat ?? 0) > now + toleranceSeconds || (nbf ?? 0) > now + toleranceSeconds) {
    return 'is not valid yet (iat, nbf): compare the clocks';
  }
  return exp - Math.max(iat ?? 0, now) > maxLifetimeSeconds || exp - (iat ?? exp) > maxLifetimeSeconds
    ? `is valid for more than ${maxLifetimeSeconds} seconds`
    : undefined;
}

/** @param clientId of the client that exchanges the token */
export function actorProblem({ act, may_act: mayAct, events }: JWTPayload, clientId: string): string | undefined {
  if (events !== undefined) return 'has events, as logout tokens have';
  // Their actors are of another name space, and would pass for clients of this server.
  if (act !== undefined) return 'has act. A chain of actors of another issuer is not continued';
  const isAllowed =
    mayAct === undefined ||
    (typeof mayAct === 'object' && mayAct !== null && 'sub' in mayAct && mayAct.sub === clientId);
  return isAllowed ? undefined : 'has may_act, which does not name this client';
}

/** No subject of another issuer passes for a user of this server. Whether it is a client, the registry knows. */
export function subjectProblem({ sub }: JWTPayload): string | undefined {
  if (typeof sub !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(sub)) {
    return 'has no sub of 1 to 255 printable ASCII characters without spaces';
  }
  return sub.startsWith('u_') ? 'has a sub that begins with u_, as users of this server do' : undefined;
}

export function claimsProblem(payload: JWTPayload, claims: Readonly<Record<string, unknown>>): string | undefined {
  const wrong = Object.entries(claims).find(
    ([name, value]) => !Object.hasOwn(payload, name) || payload[name] !== value,
  );
  return wrong && `does not have the ${echo(wrong[0])} that the client record asks for`;
}

/** RFC 8693 §4.2, and the name that Entra gives it. */
export function scopeOf({ scope, scp }: JWTPayload): string {
  return [scope, scp].find((each) => typeof each === 'string') ?? '';
}

export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
