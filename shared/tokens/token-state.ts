// Whether a token is active (RFC 7662 §2.2), for /introspect and /userinfo.
import { type Clock, seconds } from '../base/clock.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Barriers } from '../grants/barriers.ts';
import { activeRow, judgeExchange } from '../grants/grant-verdicts.ts';
import type { Store } from '../store/store.ts';
import { type AccessToken, type Ancestor, ancestorOf, grantIdOf } from './access-token.ts';
import type { IssuedToken } from './issued-token.ts';
import { isRevoked } from './revoked-tokens.ts';

interface TokenStateParts {
  readonly clock: Clock;
  readonly clients: Pick<ClientRegistry, 'findClient'>;
  readonly barriers: Pick<Barriers, 'hasEnded'>;
  readonly store: Store;
}

/** Not expired, not revoked by itself or by a barrier, and of a registered client. @throws StoreUnavailableError */
export async function isTokenActive(token: IssuedToken, service: TokenStateParts): Promise<boolean> {
  if (seconds(service.clock) >= token.expiresAt) return false;
  if (token.kind === 'access_token') return isAccessTokenLive(token, service);
  const { clientId, subject, authTime } = token;
  if (!(await isAccessOpen({ clientId, subject, since: authTime }, service))) return false;
  return isGenerationLive(token.grantId, token.generation, service.store);
}

/** An exchanged token ends with each token that it came from, so all are checked, in parallel. */
async function isAccessTokenLive(token: AccessToken, service: TokenStateParts): Promise<boolean> {
  if (token.ancestors.length === 0) return isLive(ancestorOf(token), service);
  const live = await Promise.all([ancestorOf(token), ...token.ancestors].map((each) => isLive(each, service)));
  return live.every((each) => each);
}

async function isLive(token: Ancestor, service: TokenStateParts): Promise<boolean> {
  if (!(await isAccessOpen(token, service))) return false;
  const grantId = grantIdOf(token.jti);
  return grantId === undefined ? !(await isRevoked(token, service)) : isGrantActive(grantId, service.store);
}

/** Whether the client is registered and no barrier has been raised. */
async function isAccessOpen(
  access: Pick<Ancestor, 'clientId' | 'subject' | 'since'>,
  { clients, barriers }: TokenStateParts,
): Promise<boolean> {
  return (await clients.findClient(access.clientId)) !== undefined && !(await barriers.hasEnded(access));
}

async function isGrantActive(id: string, store: Store): Promise<boolean> {
  const { rows } = await store.read(id);
  return rows.some(({ name }) => name === activeRow);
}

/** Read-only: a superseded token counts as reused only when it is presented at /token. */
async function isGenerationLive(id: string, generation: number, store: Store): Promise<boolean> {
  const { is } = judgeExchange(await store.read(id), generation, undefined, 0);
  return is === 'live' || is === 'behind';
}
