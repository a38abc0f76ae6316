// A refresh token carries its grant and its generation, signed for the issuer alone; which generation is live, the store knows.
import { seconds } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { GrantKey } from '../grants/grants.ts';
import { openRefreshToken, signRefreshToken } from '../keys/jwt.ts';
import type { Keys } from '../keys/keys.ts';
import type { TokenParts } from './access-token.ts';

export interface RefreshToken extends GrantKey {
  readonly generation: number;
  /** The whole of the grant, however narrow the access token beside it (RFC 6749 §6). */
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Seconds since the epoch, as the next two. */
  readonly authTime: number;
  readonly endsAt: number;
  readonly expiresAt: number;
}

/** @throws OAuthError SigningUnavailable */
export async function makeRefreshToken(token: RefreshToken, { settings, clock, keys }: TokenParts): Promise<string> {
  return signRefreshToken(
    {
      iss: settings.issuer,
      iat: seconds(clock),
      exp: token.expiresAt,
      grant_id: token.id,
      grant_end: token.endsAt,
      generation: token.generation,
      client_id: token.clientId,
      sub: token.subject,
      scope: token.scope.join(' '),
      resource: [...token.resources],
      auth_time: token.authTime,
    },
    await keys.current(),
  );
}

/** One that was issued. */
export interface IssuedRefreshToken extends RefreshToken {
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

/**
 * An authentic refresh token, expired or not.
 * @throws OAuthError InvalidGrant
 */
export async function readRefreshToken(token: string, service: { readonly keys: Keys }): Promise<IssuedRefreshToken> {
  const found = await findRefreshToken(token, service);
  if (!found)
    throw new OAuthError('InvalidGrant', 'The refresh token was not issued by this server, or it is damaged.');
  return found;
}

/** An authentic refresh token, expired or not; undefined for anything else. */
export async function findRefreshToken(
  token: string,
  { keys }: { readonly keys: Keys },
): Promise<IssuedRefreshToken | undefined> {
  const claims = await openRefreshToken(token, await keys.current());
  if (!claims) return undefined;
  // Only this server can have signed it, so its claims are those of makeRefreshToken.
  const signed = claims as unknown as SignedClaims;
  return {
    id: signed.grant_id,
    endsAt: signed.grant_end,
    generation: signed.generation,
    clientId: signed.client_id,
    subject: signed.sub,
    scope: signed.scope.split(' '),
    resources: signed.resource,
    authTime: signed.auth_time,
    issuedAt: signed.iat,
    expiresAt: signed.exp,
  };
}

interface SignedClaims {
  readonly iat: number;
  readonly exp: number;
  readonly grant_id: string;
  readonly grant_end: number;
  readonly generation: number;
  readonly client_id: string;
  readonly sub: string;
  readonly scope: string;
  readonly resource: readonly string[];
  readonly auth_time: number;
}
