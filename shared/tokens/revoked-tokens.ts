// Revoked access tokens of clients that act for themselves. Those have no grant to end, so each is recorded by its `jti`.
import { tokenPartition } from '../store/partition.ts';
import type { Store } from '../store/store.ts';
import type { AccessToken } from './access-token.ts';

/** The only row of its partition. Upkeep deletes it after the day on which the token expires. */
const revokedRowName = 'revoked';

type TokenWithoutGrant = Pick<AccessToken, 'jti' | 'clientId'>;

/** Idempotent. @throws StoreUnavailableError: the revocation may or may not be stored */
export async function rememberRevoked(
  { jti, clientId }: TokenWithoutGrant,
  { store }: { readonly store: Store },
): Promise<void> {
  await store.commit(tokenPartition(jti), [{ insert: revokedRowName, values: { client: clientId } }]);
}

/** @throws StoreUnavailableError */
export async function isRevoked(
  { jti }: Pick<AccessToken, 'jti'>,
  { store }: { readonly store: Store },
): Promise<boolean> {
  const { rows } = await store.read(tokenPartition(jti));
  return rows.some(({ name }) => name === revokedRowName);
}
