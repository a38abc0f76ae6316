// GET and POST /userinfo: returns claims about the user of an access token with the scope openid (OpenID Connect Core §5.3).
import { userinfoUri } from '../shared/clients/resource.ts';
import type { ErrorName } from '../shared/errors/catalogue.ts';
import { OAuthError, type OAuthErrorOptions } from '../shared/errors/oauth-error.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { type AccessToken, findAccessToken } from '../shared/tokens/access-token.ts';
import { isTokenActive } from '../shared/tokens/token-state.ts';
import { userClaims } from '../shared/users/claims.ts';
import { findUserBySubject } from '../shared/users/directory.ts';
import type { User } from '../shared/users/user.ts';
import { readBearerToken } from './bearer-token.ts';

export const userinfoEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: true,

  steps: () => ['bearer token', 'access token', 'openid', 'token state', 'user'],

  async answer(request, service, report) {
    report.step('bearer token');
    const sent = readBearerToken(request, service, report);
    report.step('access token');
    const token = await requireUserToken(sent, service);
    report.note({ client_id: token.clientId, grant_id: token.grantId, scope: token.scope });
    report.step('openid');
    const scope = token.scope.split(' ');
    checkOpenid(token, scope, service);
    report.step('token state');
    await requireGood(token, service);
    report.step('user');
    const user = await requireUser(token, service);
    return jsonAnswer(200, userClaims(user, scope));
  },
};

/** A token without a grant belongs to a client acting for itself, so it has no user. */
async function requireUserToken(sent: string, service: Service): Promise<AccessToken> {
  const token = await findAccessToken(sent, service);
  if (!token) throw refusal('The access token was not issued by this server, or it is damaged.');
  if (token.ancestors.length > 0 || token.addedClaims.idp !== undefined)
    throw refusal('The access token was exchanged for another one, and is for an API alone.');
  if (token.grantId === undefined)
    throw refusal('The access token was issued to a client acting for itself, not for a user.');
  return token;
}

function checkOpenid({ audience }: AccessToken, scope: readonly string[], { settings }: Service): void {
  if (!scope.includes('openid')) {
    throw new OAuthError(
      'InsufficientScope',
      'The access token does not have the scope openid. Ask for it when the user signs in.',
      { challenge: { scheme: 'Bearer', scope: 'openid' } },
    );
  }
  // RFC 9068 §4: a resource must reject tokens for other audiences.
  if (!audience.includes(userinfoUri(settings.issuer))) throw refusal('The access token is not for this endpoint.');
}

async function requireGood(token: AccessToken, service: Service): Promise<void> {
  if (await isTokenActive({ kind: 'access_token', ...token }, service)) return;
  throw refusal('The access token has expired or is revoked.');
}

async function requireUser({ subject }: AccessToken, service: Service): Promise<User> {
  const user = await findUserBySubject(subject, service);
  if (!user) throw userRefusal('UnknownUser', subject);
  if (user.isDisabled) throw userRefusal('UserDisabled', subject);
  return user;
}

/** Only the log has the reason; the caller must not learn whether the user was removed or disabled. */
function userRefusal(reason: ErrorName, subject: string): OAuthError {
  return refusal('The access token has expired or is revoked.', { reason, log: { subject } });
}

function refusal(description: string, options: OAuthErrorOptions = {}): OAuthError {
  return new OAuthError('InvalidAccessToken', description, options);
}
