// Federated credentials: whose tokens, and which, prove a client (RFC 7521 §4.2), in the words of Entra.

import type { FederatedCredential } from './client.ts';
import { isFetchable, keyProblems } from './client-keys.ts';
import type { ClientRecord, FederatedCredentialRecord } from './client-record.ts';

/** They have members or rules of their own. */
const ownClaims = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];

export function readFederatedCredentials(record: ClientRecord): readonly FederatedCredential[] {
  return (record.federated_credentials ?? []).map(({ claims = {}, jwks, ...credential }) => ({
    ...credential,
    claims: Object.entries(claims),
    jwks: jwks?.keys,
  }));
}

export function federationProblems({ federated_credentials: credentials = [] }: ClientRecord): readonly string[] {
  return credentials.flatMap((credential, index) =>
    problemsOf(credential, credentials.slice(0, index)).map((problem) => `federated_credentials.${index}.${problem}`),
  );
}

function problemsOf(
  { name, issuer, claims = {}, jwks, ...rest }: FederatedCredentialRecord,
  before: readonly FederatedCredentialRecord[],
): readonly string[] {
  const own = Object.keys(claims).filter((claim) => ownClaims.includes(claim));
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [before.some((each) => each.name === name), 'name is that of another credential'],
    [
      before.some((each) => isSame(each, { name, issuer, claims, ...(jwks && { jwks }), ...rest })),
      'issuer, subject, audiences and claims are those of another credential',
    ],
    [
      !isFetchable(issuer),
      'issuer must be an https URL without user name and password; http is only for localhost, 127.0.0.1 and [::1]',
    ],
    [own.length > 0, `claims must not have ${own.join(', ')}: issuer, subject and audiences are for that`],
  ];
  return [...rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem), ...keyProblems(jwks?.keys ?? [])];
}

function isSame(one: FederatedCredentialRecord, other: FederatedCredentialRecord): boolean {
  return fingerprintOf(one) === fingerprintOf(other);
}

function fingerprintOf({ issuer, subject, audiences, claims = {}, jwks }: FederatedCredentialRecord): string {
  return JSON.stringify([issuer, subject, [...audiences].sort(), Object.entries(claims).sort(), jwks]);
}
