// The public keys in a client record (RFC 7591 §2), and what is wrong with them. Pure rules.
import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import { loopbackHosts } from '../base/loopback.ts';
import { algsOf, publicKeyProblem } from '../keys/public-key-rules.ts';
import type { Client } from './client.ts';
import type { ClientRecord } from './client-record.ts';

/** Characters. */
const maxKidLength = 256;

export function keyProblems(jwks: readonly JWK[]): readonly string[] {
  const problems = jwks.flatMap((jwk, index) => {
    const problem = publicKeyProblem(jwk) ?? (isReadable(jwk) ? undefined : 'is not a point of its curve');
    return problem === undefined ? [] : [`jwks.keys.${index} ${problem}`];
  });
  if (problems.length > 0) return problems;
  const kids = jwks.flatMap(({ kid }) => (isKid(kid) ? [kid] : []));
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [
      jwks.some(({ kid }) => kid !== undefined && !isKid(kid)),
      `jwks has a kid that is not a text of 1 to ${maxKidLength} characters`,
    ],
    [
      jwks.length > 1 && new Set(kids).size < jwks.length,
      'jwks has several keys, so each must have a kid that no other has',
    ],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

export function keySourceProblems({ assertionAlgs, jwks, jwksUri }: Client, record: ClientRecord): readonly string[] {
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [
      record.token_endpoint_auth_signing_alg !== undefined && assertionAlgs.length === 0,
      'token_endpoint_auth_signing_alg requires token_endpoint_auth_method private_key_jwt',
    ],
    [
      record.token_endpoint_auth_signing_alg !== undefined &&
        jwks.length > 0 &&
        !jwks.some((jwk) => isFor(jwk, assertionAlgs)),
      `jwks has no key for ${record.token_endpoint_auth_signing_alg}`,
    ],
    // RFC 7591 §2.
    [record.jwks !== undefined && jwksUri !== undefined, 'jwks must not be combined with jwks_uri'],
    [jwksUri !== undefined && !isFetchable(jwksUri), `jwks_uri ${unfetchable}`],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

export const unfetchable =
  'must be an https URL without user name, password and fragment; http is only for localhost, 127.0.0.1 and [::1]';

/** What the URL alone tells; its address is checked when it is fetched. */
export function isFetchable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || loopbackHosts.includes(hostname);
  return isSafe && username === '' && password === '';
}

function isFor(jwk: JWK, algs: readonly string[]): boolean {
  return algsOf({ ...jwk }).some((alg) => algs.includes(alg));
}

function isKid(kid: unknown): kid is string {
  return typeof kid === 'string' && kid !== '' && kid.length <= maxKidLength;
}

function isReadable(jwk: JWK): boolean {
  try {
    createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
