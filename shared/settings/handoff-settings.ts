// The login app of SIGN_IN=handoff: where it is, and the keys with which it signs.
import type { JWK } from 'jose';
import { isLoopback } from '../base/loopback.ts';
import { isObject, publicKeyProblem } from '../keys/public-key-rules.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const maxKeys = 20;

export interface LoginApp {
  /** Its page, the `aud` of challenges, and the `iss` of results. */
  readonly url: string;
  readonly keys: {
    /** Empty if they are elsewhere. */
    readonly jwks: readonly JWK[];
    readonly source?: { readonly jwksUri: string };
  };
}

/** @param wrong the problems that the schema reports */
export function handoffProblems(values: Variables, wrong: readonly string[]): readonly string[] {
  const { SIGN_IN, HANDOFF_URL: url, HANDOFF_JWKS: jwks, HANDOFF_JWKS_URI: jwksUri } = values;
  if (SIGN_IN !== 'handoff') return [];
  return [
    ...(url === undefined ? ['HANDOFF_URL is missing, with SIGN_IN=handoff'] : []),
    ...(jwks === undefined && jwksUri === undefined
      ? ['HANDOFF_JWKS or HANDOFF_JWKS_URI is missing, with SIGN_IN=handoff']
      : []),
    ...(jwks !== undefined && jwksUri !== undefined ? ['HANDOFF_JWKS and HANDOFF_JWKS_URI must not both be set'] : []),
    ...addressProblems('HANDOFF_URL', values, wrong),
    ...addressProblems('HANDOFF_JWKS_URI', values, wrong),
    ...(jwks === undefined ? [] : keySetProblems(jwks)),
  ];
}

function addressProblems(name: string, values: Variables, wrong: readonly string[]): readonly string[] {
  const { [name]: url, ISSUER: issuer = '' } = values;
  if (url === undefined || wrong.some((problem) => problem.startsWith(`${name} `))) return [];
  if (!URL.canParse(url)) return [`${name} must be a URL`];
  const { protocol, username, password } = new URL(url);
  if (username !== '' || password !== '') return [`${name} must be a URL without credentials`];
  // A page over http could be replaced on the way.
  if (protocol === 'https:' || (isLoopback(url) && URL.canParse(issuer) && isLoopback(issuer))) return [];
  return [`${name} must be https: http is allowed only for a loopback host, with an issuer on one`];
}

/** The texts do not quote the keys: one of them may be private. */
function keySetProblems(json: string): readonly string[] {
  const keys = keysIn(json);
  if (keys === undefined) return ['HANDOFF_JWKS must be a key set as JSON: {"keys":[…]}, with one public key at least'];
  return keys.flatMap((key, index) => {
    const problem = publicKeyProblem(key);
    return problem === undefined ? [] : [`HANDOFF_JWKS: key ${index + 1} ${problem}`];
  });
}

function keysIn(json: string): readonly unknown[] | undefined {
  try {
    const set: unknown = JSON.parse(json);
    const keys = isObject(set) ? set.keys : undefined;
    return Array.isArray(keys) && keys.length > 0 && keys.length <= maxKeys ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** @param values without problems */
export function loginAppOf({
  HANDOFF_URL: url = '',
  HANDOFF_JWKS: json,
  HANDOFF_JWKS_URI: jwksUri,
}: Variables): LoginApp {
  const jwks = (json === undefined ? [] : keysIn(json)) as readonly JWK[];
  return { url, keys: { jwks, ...(jwksUri !== undefined && { source: { jwksUri } }) } };
}
