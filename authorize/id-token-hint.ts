// id_token_hint: the user that the app expects (OpenID Connect Core §3.1.2.1).
import type { Client } from '../shared/clients/client.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { openIdToken } from '../shared/keys/jwt.ts';
import type { Keys } from '../shared/keys/keys.ts';

/**
 * Returns the subject of an ID token that was issued to this client. An expired token is accepted, because a hint proves
 * nothing. The ID token of another client is refused (OpenID Connect RP-Initiated Logout §2): it may be stolen.
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

/** §3.1.2.2: the response must be for the user of the hint. */
export function differentUserError(): OAuthError {
  return new OAuthError(
    'LoginRequired',
    'The signed-in user is not the one that the request names in id_token_hint, or as sub in claims.',
  );
}
