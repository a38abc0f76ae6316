// Signs the tokens of an authorization, then uses up its grant: a fault while signing must not cost the client its grant.

import { seconds } from '../shared/base/clock.ts';
import { resourceAlg } from '../shared/clients/resource.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { signPublished } from '../shared/keys/jwt.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import { requireAfterCreation } from '../shared/store/store-clock.ts';
import { makeRefreshToken } from '../shared/tokens/refresh-token.ts';
import { accessTokenClaims, type Issuance, idTokenClaims, nextRefreshToken } from './claims.ts';
import type { AddedMembers, Authorization } from './grants/grant.ts';
import { findUserClaims } from './user-claims.ts';

export interface Tokens {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** RFC 9449 §5. */
  readonly tokenType: 'Bearer' | 'DPoP';
  readonly scope: readonly string[];
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  readonly addedMembers: AddedMembers | undefined;
}

/** @throws OAuthError GrantExpired, ClockOutOfRange, SigningUnavailable, or the error of `spend`; StoreUnavailableError */
export async function issueTokens(
  authorization: Authorization,
  { client, jkt }: Pick<Issuance, 'client' | 'jkt'>,
  service: Service,
  report: Report,
): Promise<Tokens> {
  const { userGrant, scope, audience, addedMembers } = authorization;
  const { issuer } = service.settings;
  report.note({ scope: scope.join(' '), resource: audience });
  if (userGrant) report.note({ grant_id: userGrant.id });
  const issuedAt = seconds(service.clock);
  const { endsAt = Number.POSITIVE_INFINITY } = authorization;
  const expiresAt = Math.min(
    issuedAt + client.accessTokenLifetime,
    userGrant?.endsAt ?? Number.POSITIVE_INFINITY,
    endsAt,
  );
  // Each may have expired since it was checked.
  if (endsAt <= issuedAt) throw new OAuthError('SubjectTokenExpired', 'The subject_token has expired.');
  if (expiresAt <= issuedAt)
    throw new OAuthError('GrantExpired', 'The grant has expired. The user must sign in again.');
  const issuance = { issuer, client, jkt, authorization, issuedAt, expiresAt };
  report.step('signing');
  const signed = await signAll(issuance, service, report);
  if (userGrant) {
    report.step('write');
    report.note(await userGrant.spend());
  }
  const tokenType = jkt === undefined ? 'Bearer' : 'DPoP';
  const { accessToken, refreshToken, idToken } = signed;
  return { accessToken, refreshToken, idToken, expiresIn: expiresAt - issuedAt, tokenType, scope, addedMembers };
}

type SignedTokens = Pick<Tokens, 'accessToken' | 'refreshToken' | 'idToken'>;

async function signAll(issuance: Issuance, service: Service, report: Pick<Report, 'note'>): Promise<SignedTokens> {
  const { userGrant, audience } = issuance.authorization;
  const signingAlg = resourceAlg(issuance.client, audience) ?? service.settings.signingAlg;
  const ring = await service.keys.current();
  const { kid, createdAt } = ring.signingKey(signingAlg);
  report.note({ kid });
  requireAfterCreation(issuance.issuedAt, createdAt);
  await service.storeClock.requireClockInSync();
  const userClaims = userGrant && (await findUserClaims(issuance, service));
  const next = nextRefreshToken(issuance);
  const signingAccess = signPublished('at+jwt', signingAlg, accessTokenClaims(issuance, userClaims?.accessToken), ring);
  if (!userGrant) return { accessToken: await signingAccess, refreshToken: undefined, idToken: undefined };
  // Signs in parallel, except that the ID token contains the hash of the access token and waits for it.
  const [accessToken, refreshToken, idToken] = await Promise.all([
    signingAccess,
    next && makeRefreshToken(next, service),
    userGrant.idToken &&
      signingAccess.then((accessToken) =>
        signPublished(
          'JWT',
          issuance.client.idTokenAlg,
          idTokenClaims(issuance, userGrant, accessToken, userClaims?.idToken),
          ring,
        ),
      ),
  ]);
  return { accessToken, refreshToken, idToken };
}
