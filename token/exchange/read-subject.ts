// Reads the subject_token, of this issuer or of another one that the record of the client trusts.
import { decodeJwt } from 'jose';
import type { Client } from '../../shared/clients/client.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import type { Service } from '../../shared/serving/service.ts';
import { readForeignToken } from './foreign-token.ts';
import { readOwnToken } from './own-token.ts';
import type { Subject } from './subject.ts';

const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';

interface SentSubject {
  readonly subject_token: string;
  readonly subject_token_type: string;
}

/** Own tokens may be expired or revoked. @throws OAuthError InvalidSubjectToken, and as readOwnToken and readForeignToken */
export async function readSubject(
  { subject_token: sent, subject_token_type: type }: SentSubject,
  client: Client,
  service: Service,
): Promise<Subject> {
  const issuer = findIssuer(sent);
  const rulesOf = (wanted: string | undefined): readonly ExchangeRule[] =>
    client.exchangeRules.filter(({ subjectToken }) => subjectToken.issuer === wanted);
  // No rule can make a token of this issuer one of another, whose revocation would not count.
  const foreign = issuer === undefined || issuer === service.settings.issuer ? [] : rulesOf(issuer);
  if (issuer !== undefined && foreign.length > 0) {
    return readForeignToken(sent, { issuer, rules: foreign, client }, service);
  }
  const own = type === idTokenType ? undefined : await readOwnToken(sent, rulesOf(undefined), service);
  if (own) return own;
  throw new OAuthError(
    'InvalidSubjectToken',
    'The subject_token is not an access token of this server, nor of an issuer that the client record trusts, or it is damaged. Send it exactly as received.',
  );
}

/** Not verified. */
function findIssuer(token: string): string | undefined {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}
