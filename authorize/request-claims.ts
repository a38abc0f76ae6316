// What a request object must say (RFC 9101 §4 and §6.3), and the parameters in it. Pure rules.
import type { JWTPayload } from 'jose';
import type { AuthorizationParameters } from './authorization-request.ts';
import { definedParameters } from './read-request.ts';

/** Seconds by which the clock of a client may differ. */
const clockTolerance = 15;

/** Seconds. At /authorize an object works until it expires, so one that leaks must not do so for long. */
const maxLifetime = 3600;

/** RFC 9101 §4: an object contains no other. */
const nestingMembers = ['request', 'request_uri'] as const;

/** What is wrong with the claims of an object that the client has signed; to follow "The request object". */
export function claimsProblem(
  claims: JWTPayload,
  { clientId, issuer, now }: { readonly clientId: string; readonly issuer: string; readonly now: number },
): string | undefined {
  return (
    partiesProblem(claims, clientId, issuer) ??
    timesProblem(claims, now) ??
    nestingProblem(claims) ??
    typesProblem(claims)
  );
}

function partiesProblem(claims: JWTPayload, clientId: string, issuer: string): string | undefined {
  const { iss, aud, sub, client_id: id } = claims;
  if (iss !== clientId) return 'must have the client_id as its iss';
  // RFC 9101 §5.
  if (id !== clientId) return 'must contain the same client_id as the request';
  // RFC 9101 §10.8: it may be a client assertion.
  if (sub === clientId) return 'has the client_id as its sub, as a client assertion has. Leave out sub';
  // With several audiences, another server could present it here.
  const [audience, ...others]: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audience === issuer && others.length === 0 ? undefined : `must have ${issuer} alone as its aud`;
}

function timesProblem({ exp, nbf, iat }: JWTPayload, now: number): string | undefined {
  if (!isTime(exp)) return 'has no exp, the time when it expires in seconds since 1970';
  if (now >= exp + clockTolerance)
    return `expired ${Math.ceil(now - exp)} seconds ago. Make a new one for each sign-in`;
  if (exp > now + maxLifetime + clockTolerance)
    return `is valid for too long: its exp may be ${maxLifetime} seconds ahead`;
  for (const [name, time] of Object.entries({ nbf, iat })) {
    if (time === undefined) continue;
    if (!isTime(time)) return `has an ${name} that is not a number of seconds since 1970`;
    if (time > now + clockTolerance)
      return `has an ${name} that is ${Math.ceil(time - now)} seconds ahead. Check the clock`;
  }
  return undefined;
}

function nestingProblem(claims: JWTPayload): string | undefined {
  const nested = nestingMembers.find((name) => Object.hasOwn(claims, name));
  return nested && `must not contain ${nested}`;
}

function typesProblem(claims: JWTPayload): string | undefined {
  const wrong = namesIn(claims).find((name) => parameterOf(name, claims[name]) === undefined);
  if (wrong === undefined) return undefined;
  return `has a ${wrong} that is not ${definedParameters.repeatable.has(wrong) ? 'a text or a list of texts' : 'a text'}`;
}

/** The parameters in the object, as if they had been sent in a form; those of a wrong type are left out. */
export function parametersIn(claims: JWTPayload, clientId: string): AuthorizationParameters {
  const pairs = namesIn(claims).flatMap((name) => {
    const value = parameterOf(name, claims[name]);
    // RFC 6749 §3.1: a parameter without a value counts as omitted.
    return value === undefined || value.length === 0 ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(pairs), client_id: clientId };
}

function namesIn(claims: JWTPayload): readonly string[] {
  const nesting: readonly string[] = nestingMembers;
  return [...definedParameters.names].filter((name) => Object.hasOwn(claims, name) && !nesting.includes(name));
}

/** OpenID Connect Core §6.1: in an object these are JSON, not a text of JSON. */
const jsonParameters: readonly string[] = ['claims'];

/** OpenID Connect Core §6.1: a number, such as max_age, is a JSON number. */
function parameterOf(name: string, value: unknown): string | readonly string[] | undefined {
  if (definedParameters.repeatable.has(name)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.every(isText) ? [...new Set(values)].filter((each) => each !== '') : undefined;
  }
  if (jsonParameters.includes(name) && typeof value === 'object' && value !== null) return JSON.stringify(value);
  return isText(value) ? value : typeof value === 'number' ? String(value) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
