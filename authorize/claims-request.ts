// The parameter claims of an authorization request: which claims the app asks for, and which user (OpenID Connect Core §5.5).
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import { scopeOfClaim } from '../shared/users/claims.ts';

export interface ClaimsRequest {
  /** Claims of this server to release in ID tokens; unknown ones are left out. */
  readonly idToken: readonly string[];
  readonly userinfo: readonly string[];
  /** The only subject that the app takes; undefined for any. */
  readonly subject: string | undefined;
  /** Values of an essential `acr`, of which the sign-in must meet one; empty if it need not. */
  readonly requiredAcr: readonly string[];
}

export const noClaims: ClaimsRequest = { idToken: [], userinfo: [], subject: undefined, requiredAcr: [] };

type Members = readonly (readonly [name: string, value: unknown])[];

/** @throws OAuthError MalformedRequest */
export function readClaimsRequest(text: string | undefined): ClaimsRequest {
  if (text === undefined) return noClaims;
  const members = new Map(membersOf(parsed(text), 'claims'));
  const idToken = claimsOf(members.get('id_token'), 'id_token');
  const userinfo = claimsOf(members.get('userinfo'), 'userinfo');
  return {
    idToken: namesOf(idToken),
    userinfo: namesOf(userinfo),
    subject: subjectOf([...idToken, ...userinfo]),
    requiredAcr: idToken.flatMap(({ name, isEssential, values }) => (name === 'acr' && isEssential ? values : [])),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('is not valid JSON. Send a JSON object, encoded for a URL: {"id_token":{"name":null}}');
  }
}

interface RequestedClaim {
  readonly name: string;
  readonly isEssential: boolean;
  /** Of `value` and `values`. */
  readonly values: readonly string[];
}

/** Absent and null ask for nothing. */
function claimsOf(target: unknown, place: string): readonly RequestedClaim[] {
  if (target === undefined || target === null) return [];
  return membersOf(target, place).map(([name, value]) => claimOf(name, value, `${place}.${echo(name)}`));
}

function claimOf(name: string, value: unknown, place: string): RequestedClaim {
  if (value === null) return { name, isEssential: false, values: [] };
  const members = new Map(membersOf(value, place));
  const essential = members.get('essential');
  if (essential !== undefined && typeof essential !== 'boolean') {
    throw malformed(`has an essential in ${place} that is neither true nor false`);
  }
  const list = members.get('values') ?? [];
  if (!Array.isArray(list)) throw malformed(`has values in ${place} that are not a list`);
  const values: readonly unknown[] = members.has('value') ? [members.get('value'), ...list] : list;
  const isCompared = name === 'sub' || name === 'acr';
  const texts = values.filter((each) => typeof each === 'string');
  if (isCompared && texts.length < values.length) throw malformed(`has a value in ${place} that is not a text`);
  return { name, isEssential: essential === true, values: texts };
}

/** Own members of an object, so that no name finds what every object has. */
function membersOf(value: unknown, place: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw malformed(place === 'claims' ? 'is not a JSON object' : `has a ${place} that is not a JSON object`);
}

function namesOf(claims: readonly RequestedClaim[]): readonly string[] {
  return [...new Set(claims.map(({ name }) => name))].filter((name) => scopeOfClaim(name) !== undefined);
}

/** §5.5.1: a `sub` with a value is the only user whose tokens the app takes. */
function subjectOf(claims: readonly RequestedClaim[]): string | undefined {
  const [subject, ...others] = new Set(claims.flatMap(({ name, values }) => (name === 'sub' ? values : [])));
  if (others.length > 0) throw malformed('names several users. Ask for one sub');
  return subject;
}

function malformed(problem: string): OAuthError {
  return new OAuthError('MalformedRequest', `The parameter claims ${problem} (OpenID Connect Core section 5.5).`);
}
