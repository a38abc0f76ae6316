// A subject_token that this server issued: an access token for an audience that the client answers for.
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { userinfoUri } from '../../shared/clients/resource.ts';
import { isSameResource } from '../../shared/clients/resource-uri.ts';
import {
  type AccessToken,
  ancestorOf,
  findAccessToken,
  grantIdOf,
  type TokenParts,
} from '../../shared/tokens/access-token.ts';
import { fittingRules } from './rules.ts';
import type { Subject } from './subject.ts';

/** Reads expired and revoked tokens too; undefined for anything else. @throws OAuthError SubjectTokenOfAnotherAudience, InvalidScope */
export async function readOwnToken(
  sent: string,
  rules: readonly ExchangeRule[],
  service: TokenParts,
): Promise<Subject | undefined> {
  const token = await findAccessToken(sent, service);
  if (!token) return undefined;
  const { subject, expiresAt, authTime, ancestors, addedClaims } = token;
  // Before the store is read, so that nobody learns here whether a token for another API is active.
  const received = rules.filter(({ subjectToken }) => isFor(token, subjectToken.audience, service.settings.issuer));
  return {
    subject,
    expiresAt,
    rules: fittingRules(received, token.scope),
    act: addedClaims.act,
    authTime,
    idp: addedClaims.idp,
    ancestors: [ancestorOf(token), ...ancestors],
    grantId: [token, ...ancestors].map(({ jti }) => grantIdOf(jti)).find((id) => id !== undefined),
    token,
  };
}

/** /userinfo does not count: it is an audience of tokens for every API. */
export function isFor({ audience }: Pick<AccessToken, 'audience'>, wanted: string, issuer: string): boolean {
  const userinfo = userinfoUri(issuer);
  return audience.some((uri) => isSameResource(uri, wanted) && !isSameResource(uri, userinfo));
}
