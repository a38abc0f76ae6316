import { randomBytes } from 'node:crypto';
import { type Clock, seconds } from '../base/clock.ts';
import type { Client } from '../clients/client.ts';
import { signPublished } from '../keys/jwt.ts';
import type { Keys } from '../keys/keys.ts';

/** Back-Channel Logout §2.4 recommends two minutes at most. */
const lifetimeSeconds = 120;

/** §2.4. It has no nonce, and a `typ` that no other token has, so that it cannot pass as an ID token. */
export async function makeLogoutToken(
  client: Pick<Client, 'id' | 'idTokenAlg'>,
  { subject, sid }: { readonly subject: string; readonly sid: string },
  {
    settings,
    clock,
    keys,
  }: { readonly settings: { readonly issuer: string }; readonly clock: Clock; readonly keys: Keys },
): Promise<string> {
  const now = seconds(clock);
  const claims = {
    iss: settings.issuer,
    aud: client.id,
    sub: subject,
    sid,
    iat: now,
    exp: now + lifetimeSeconds,
    jti: randomBytes(16).toString('base64url'),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  };
  return signPublished('logout+jwt', client.idTokenAlg, claims, await keys.current());
}
