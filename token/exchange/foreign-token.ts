// A subject_token of another issuer: a JWT that it signed for an audience of the client's record (RFC 8693 §2.1, RFC 8725 §3).
import { type CryptoKey, compactVerify, decodeJwt, decodeProtectedHeader, errors } from 'jose';
import { seconds } from '../../shared/base/clock.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { safeKidOf } from '../../shared/keys/strict-jose.ts';
import type { Service } from '../../shared/serving/service.ts';
import {
  actorProblem,
  claimsProblem,
  isTime,
  scopeOf,
  subjectAlgs,
  subjectProblem,
  timeProblem,
  typProblem,
} from './foreign-claims.ts';
import { keysOfIssuer } from './foreign-keys.ts';
import { fittingRules } from './rules.ts';
import type { Subject } from './subject.ts';

type ForeignParts = Pick<Service, 'clock' | 'clients' | 'remoteKeys'>;

/**
 * @param issuer its `iss`, which the rules are for
 * @throws OAuthError InvalidSubjectToken, SubjectTokenKeysMissing, SubjectTokenOfAnotherAudience, SubjectTokenExpired, InvalidScope
 */
export async function readForeignToken(
  sent: string,
  {
    issuer,
    rules,
    client,
  }: { readonly issuer: string; readonly rules: readonly ExchangeRule[]; readonly client: Client },
  service: ForeignParts,
): Promise<Subject> {
  const now = seconds(service.clock);
  const { alg, kid } = readHeader(sent);
  // Cheap checks come first: a token that is of no use leads to no fetch.
  const claims = decodeJwt(sent);
  const received = rules.filter(({ subjectToken }) => [claims.aud].flat().includes(subjectToken.audience));
  const fitting = fittingRules(received, scopeOf(claims));
  const meant = fitting.filter(({ subjectToken }) => claimsProblem(claims, subjectToken.claims) === undefined);
  const [first] = fitting;
  refuseIf(
    timeProblem(claims, now) ??
      subjectProblem(claims) ??
      actorProblem(claims, client.id) ??
      (meant.length === 0 && first ? claimsProblem(claims, first.subjectToken.claims) : undefined),
  );
  const { sub = '', exp = 0, auth_time: authTime } = claims;
  if (exp <= now) throw new OAuthError('SubjectTokenExpired', 'The subject_token has expired.');
  const signed = await signedRules(sent, issuer, meant, { alg, kid }, service);
  if (signed.length === 0) throw refusal('is not signed with a key of its issuer');
  if (await service.clients.findClient(sub)) throw refusal('has a sub that is a client of this server');
  return {
    subject: sub,
    expiresAt: Math.floor(exp),
    rules: signed,
    act: undefined,
    authTime: isTime(authTime) ? Math.min(Math.floor(authTime), now) : undefined,
    idp: issuer,
    ancestors: [],
    grantId: undefined,
    token: undefined,
  };
}

function readHeader(sent: string): { readonly alg: string; readonly kid: string | undefined } {
  try {
    const header = decodeProtectedHeader(sent);
    const kid = safeKidOf(header);
    refuseIf(typProblem(header));
    const { alg } = header;
    if (typeof alg !== 'string' || !subjectAlgs.includes(alg)) {
      throw refusal(`has an alg other than ${subjectAlgs.join(', ')}`);
    }
    return { alg, kid: kid === '' ? undefined : kid };
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) {
      throw refusal('has a header that is damaged, or that says where its key is (jku, jwk, x5u, x5c) or has crit');
    }
    throw cause;
  }
}

/** Rules of one issuer may have keys of their own. */
async function signedRules(
  sent: string,
  issuer: string,
  rules: readonly ExchangeRule[],
  header: { readonly alg: string; readonly kid: string | undefined },
  service: ForeignParts,
): Promise<readonly ExchangeRule[]> {
  const results = new Map<ExchangeRule['subjectToken']['jwks'], boolean>();
  for (const { subjectToken } of rules) {
    const { jwks } = subjectToken;
    if (results.has(jwks)) continue;
    results.set(jwks, await isSigned(sent, header.alg, await keysOfIssuer(issuer, jwks, header, service)));
  }
  return rules.filter(({ subjectToken }) => results.get(subjectToken.jwks));
}

async function isSigned(sent: string, alg: string, keys: readonly CryptoKey[]): Promise<boolean> {
  for (const key of keys) {
    try {
      await compactVerify(sent, key, { algorithms: [alg] });
      return true;
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError)) throw cause;
    }
  }
  return false;
}

function refuseIf(problem: string | undefined): void {
  if (problem !== undefined) throw refusal(problem);
}

function refusal(problem: string): OAuthError {
  return new OAuthError('InvalidSubjectToken', `The subject_token ${problem}.`);
}
