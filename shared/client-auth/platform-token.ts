// Tokens that a platform gave its workload, as client assertions: workload identity federation (RFC 7521 §4.2, RFC 7523 §3).
import { seconds } from '../base/clock.ts';
import { methodFacts } from '../clients/authentication-methods.ts';
import type { Client, FederatedCredential } from '../clients/client.ts';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { RemoteKeys } from '../remote/remote-keys.ts';
import { audiencesOf, checkNow, refusedAssertion, timeOf } from './assertion-claims.ts';
import { type KeyOwner, verifyWithKeysOf } from './client-keys.ts';
import type { ClientAuthParts } from './mechanism.ts';
import type { SignedJwt } from './signed-jwt.ts';

/** Seconds: the clocks of clusters differ more than those of clients that sign for one request. */
const tolerance = 60;

/** Seconds: tokens of managed identities live for a day. */
const maxLifetime = 90_000;

/** Access tokens of platforms may say so (RFC 9068). */
const platformTyps: readonly (string | undefined)[] = [undefined, 'jwt', 'at+jwt'];

const { signingAlgs } = methodFacts.private_key_jwt;

/** @returns the client id. @throws OAuthError that any other client would get too */
export function inspectPlatformToken(
  token: SignedJwt,
  clientId: unknown,
  { settings: { issuer }, clock }: Pick<ClientAuthParts, 'settings' | 'clock'>,
): string {
  const { typ, claims } = token;
  if (typeof claims.iss !== 'string' || !/^https?:\/\//.test(claims.iss)) {
    throw refusedAssertion(
      'AssertionSubjectMismatch',
      'has an iss that is not its sub. Both must be the client_id, or the iss must be the URL of the platform that issued the token',
    );
  }
  // A token of this server is for an API, which could else act as the client.
  if (claims.iss === issuer) {
    throw refusedAssertion(
      'AssertionSubjectMismatch',
      'has this server as its iss. Both iss and sub must be the client_id',
    );
  }
  if (typeof clientId !== 'string') {
    throw new OAuthError(
      'MissingParameter',
      'The client assertion is the token of a platform, which does not name the client. Send client_id too.',
    );
  }
  if (!platformTyps.includes(typ)) {
    throw refusedAssertion('InvalidAssertion', 'has a typ that is not of an access token or ID token');
  }
  if (audiencesOf(claims).length === 0) throw refusedAssertion('WrongAssertionAudience', 'has no aud');
  checkLifetime(token, seconds(clock));
  return clientId;
}

function checkLifetime({ claims }: SignedJwt, now: number): void {
  checkNow(claims, now, tolerance);
  const [iat, exp] = [timeOf(claims, 'iat'), timeOf(claims, 'exp')];
  if (exp - iat > maxLifetime) {
    throw refusedAssertion(
      'AssertionNotValidNow',
      `is valid for too long: at most ${maxLifetime} seconds from iat to exp`,
    );
  }
}

/** The credential of the client that the token fits, or the reason for the log. Verifies a signature in any case. */
export async function findFittingCredential(
  token: SignedJwt,
  client: Client | undefined,
  { remoteKeys }: { readonly remoteKeys: RemoteKeys },
): Promise<{ readonly credential: FederatedCredential } | { readonly reason: ErrorName }> {
  const { fitting, reason } = selectCredentials(token, client?.federatedCredentials ?? []);
  let isReachable = true;
  const parts = {
    algs: signingAlgs,
    remoteKeys,
    onUnreachable() {
      isReachable = false;
    },
  };
  for (const credential of fitting) {
    if (await verifyWithKeysOf(token, ownerOf(credential), parts)) return { credential };
  }
  if (fitting.length === 0) await verifyWithKeysOf(token, { jwks: [] }, parts);
  return { reason: isReachable ? reason : 'ClientKeysUnreachable' };
}

function ownerOf({ issuer, jwks }: FederatedCredential): KeyOwner {
  return jwks ? { jwks } : { jwks: [], source: { issuer } };
}

type Rule = readonly [reason: ErrorName, fits: (credential: FederatedCredential) => boolean];

/** The credentials that the claims fit, and the first rule that leaves none. Every comparison is exact. */
function selectCredentials(
  { claims }: SignedJwt,
  credentials: readonly FederatedCredential[],
): { readonly fitting: readonly FederatedCredential[]; readonly reason: ErrorName } {
  const audiences = audiencesOf(claims);
  const rules: readonly Rule[] = [
    ['UnknownFederatedIssuer', ({ issuer }) => issuer === claims.iss],
    ['WrongFederatedSubject', ({ subject }) => subject === claims.sub],
    // Every one: with a token for several servers, each of them could act as the client.
    ['WrongFederatedAudience', (credential) => audiences.every((each) => credential.audiences.includes(each))],
    ['WrongFederatedClaims', (credential) => credential.claims.every(([name, value]) => claims[name] === value)],
  ];
  let fitting = credentials;
  for (const [reason, fits] of rules) {
    fitting = fitting.filter(fits);
    if (fitting.length === 0) return { fitting, reason };
  }
  return { fitting, reason: 'WrongAssertionSignature' };
}
