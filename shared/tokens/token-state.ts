// Whether a token is active (RFC 7662 §2.2), for /introspect and /userinfo.
import { type Clock, seconds } from '../base/clock.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Barriers } from '../grants/barriers.ts';
import { activeRow, judgeExchange } from '../grants/grant-verdicts.ts';
import type { Store } from '../store/store.ts';
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
  const { clientId, subject, authTime, issuedAt } = token;
  if (!(await service.clients.findClient(clientId))) return false;
  if (await service.barriers.hasEnded({ clientId, subject, since: authTime ?? issuedAt })) return false;
  if (token.kind === 'refresh_token') return isGenerationLive(token.grantId, token.generation, service.store);
  if (token.grantId === undefined) return !(await isRevoked(token, service));
  return isGrantActive(token.grantId, service.store);
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
