// A subject_token that this server issued: an access token for an audience that the client answers for.
import type { Client } from '../../shared/clients/client.ts';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { userinfoUri } from '../../shared/clients/resource.ts';
import { isSameResource } from '../../shared/clients/resource-uri.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import {
  type AccessToken,
  ancestorOf,
  findAccessToken,
  grantIdOf,
  type TokenParts,
} from '../../shared/tokens/access-token.ts';
import type { Subject } from './subject.ts';

/** Reads expired and revoked tokens too. @throws OAuthError InvalidSubjectToken, SubjectTokenOfAnotherAudience */
export async function readOwnToken(sent: string, client: Client, service: TokenParts): Promise<Subject> {
  const token = await findAccessToken(sent, service);
  if (!token) {
    throw new OAuthError(
      'InvalidSubjectToken',
      'The subject_token is not an access token of this server, or it is damaged. Send it exactly as received.',
    );
  }
  const { subject, expiresAt, authTime, ancestors, addedClaims } = token;
  return {
    subject,
    expiresAt,
    rules: rulesFor(token, client, service.settings.issuer),
    act: addedClaims.act,
    authTime,
    idp: addedClaims.idp,
    ancestors: [ancestorOf(token), ...ancestors],
    grantId: [token, ...ancestors].map(({ jti }) => grantIdOf(jti)).find((id) => id !== undefined),
    token,
  };
}

/** Runs before the store is read, so that nobody learns here whether a token for another API is active. */
function rulesFor(token: AccessToken, client: Client, issuer: string): readonly ExchangeRule[] {
  const userinfo = userinfoUri(issuer);
  // /userinfo is an audience of tokens for every API.
  const audience = token.audience.filter((uri) => !isSameResource(uri, userinfo));
  const received = client.exchangeRules.filter(({ subjectToken }) =>
    audience.some((uri) => isSameResource(uri, subjectToken.audience)),
  );
  if (received.length === 0) {
    throw new OAuthError(
      'SubjectTokenOfAnotherAudience',
      'The client may not exchange tokens for the audience of the subject_token (token_exchange in its record).',
    );
  }
  const held = token.scope.split(' ');
  const fitting = received.filter(({ subjectToken }) => subjectToken.scope.every((scope) => held.includes(scope)));
  if (fitting.length === 0) {
    throw new OAuthError(
      'InvalidScope',
      'The subject_token does not have the scope that the client record asks of it (subject_token.scope in token_exchange).',
    );
  }
  return fitting;
}
