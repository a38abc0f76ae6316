// GET and POST /userinfo: returns claims about the user of an access token with the scope openid (OpenID Connect Core §5.3).
import { userinfoUri } from '../shared/clients/resource.ts';
import { useProof } from '../shared/dpop/proof.ts';
import type { ErrorName } from '../shared/errors/catalogue.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { type AccessToken, findAccessToken } from '../shared/tokens/access-token.ts';
import { isTokenActive } from '../shared/tokens/token-state.ts';
import { userClaims } from '../shared/users/claims.ts';
import { findUserBySubject } from '../shared/users/directory.ts';
import type { User } from '../shared/users/user.ts';
import { checkProof } from './check-proof.ts';
import { refuseToken } from './refuse-token.ts';
import { readSentToken, type SentToken } from './sent-token.ts';

export const userinfoEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: true,
  takesProofs: true,

  steps: ({ hasProof }) => [
    'bearer token',
    'access token',
    ...(hasProof ? (['proof'] as const) : []),
    'openid',
    'token state',
    'user',
    ...(hasProof ? (['first use'] as const) : []),
  ],

  async answer(request, service, report) {
    report.step('bearer token');
    const sent = readSentToken(request, service, report);
    report.step('access token');
    const token = await requireUserToken(sent, service);
    report.note({ client_id: token.clientId, grant_id: token.grantId, scope: token.scope });
    if (token.addedClaims.cnf) report.step('proof');
    const proof = await checkProof(request, sent, token, service, report);
    report.step('openid');
    const scope = token.scope.split(' ');
    checkOpenid(sent, token, scope, service);
    report.step('token state');
    await requireGood(sent, token, service);
    report.step('user');
    const user = await requireUser(sent, token, service);
    if (proof) {
      report.step('first use');
      await useProof(proof, service);
    }
    return jsonAnswer(200, userClaims(user, scope, token.userinfoClaims));
  },
};

/** A token without a grant belongs to a client acting for itself, so it has no user. */
async function requireUserToken(sent: SentToken, service: Service): Promise<AccessToken> {
  const token = await findAccessToken(sent.token, service);
  if (!token) throw refuseToken(sent, 'The access token was not issued by this server, or it is damaged.');
  if (token.ancestors.length > 0 || token.addedClaims.idp !== undefined) {
    throw refuseToken(sent, 'The access token was exchanged for another one, and is for an API alone.');
  }
  if (token.grantId === undefined) {
    throw refuseToken(sent, 'The access token was issued to a client acting for itself, not for a user.');
  }
  return token;
}

function checkOpenid(
  sent: SentToken,
  { audience }: AccessToken,
  scope: readonly string[],
  { settings }: Service,
): void {
  if (!scope.includes('openid')) {
    throw new OAuthError(
      'InsufficientScope',
      'The access token does not have the scope openid. Ask for it when the user signs in.',
      { challenge: { scheme: sent.scheme, scope: 'openid' } },
    );
  }
  // RFC 9068 §4: a resource must reject tokens for other audiences.
  if (!audience.includes(userinfoUri(settings.issuer))) {
    throw refuseToken(sent, 'The access token is not for this endpoint.');
  }
}

async function requireGood(sent: SentToken, token: AccessToken, service: Service): Promise<void> {
  if (await isTokenActive({ kind: 'access_token', ...token }, service)) return;
  throw refuseToken(sent, 'The access token has expired or is revoked.');
}

async function requireUser(sent: SentToken, { subject }: AccessToken, service: Service): Promise<User> {
  const user = await findUserBySubject(subject, service);
  if (!user) throw userRefusal(sent, 'UnknownUser', subject);
  if (user.isDisabled) throw userRefusal(sent, 'UserDisabled', subject);
  return user;
}

/** Only the log has the reason; the caller must not learn whether the user was removed or disabled. */
function userRefusal(sent: SentToken, reason: ErrorName, subject: string): OAuthError {
  return refuseToken(sent, 'The access token has expired or is revoked.', { reason, log: { subject } });
}
