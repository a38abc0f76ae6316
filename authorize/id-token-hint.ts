// id_token_hint: which user the app expects (OpenID Connect Core §3.1.2.1).
import type { Client } from '../shared/clients/client.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { openIdToken } from '../shared/keys/jwt.ts';
import type { Keys } from '../shared/keys/keys.ts';

/**
 * The subject of an ID token that was issued to this client. It may have expired: it says who is meant, and proves nothing. One
 * of another client is refused, as OpenID Connect RP-Initiated Logout §2 does it: no app needs it, and it may be a stolen one.
 * @throws OAuthError MalformedRequest
 */
export async function readIdTokenHint(
  hint: string,
  client: Client,
  { keys, settings }: { readonly keys: Keys; readonly settings: { readonly issuer: string } },
): Promise<string> {
  const claims = await openIdToken(hint, settings.issuer, await keys.current());
  if (claims?.sub !== undefined && [claims.aud].flat().includes(client.id)) return claims.sub;
  throw new OAuthError(
    'MalformedRequest',
    'The id_token_hint is not an ID token that this server issued to this client.',
  );
}

/** §3.1.2.2: no answer is for another user than the one who was asked for. */
export function otherUser(): OAuthError {
  return new OAuthError('LoginRequired', 'The signed-in user is not the one in the id_token_hint.');
}
