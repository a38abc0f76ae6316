// Access tokens that were revoked one by one: those of a client acting for itself, which have no grant that could end.
import { tokenPartition } from '../store/partition.ts';
import type { Store } from '../store/store.ts';
import type { AccessToken } from './access-token.ts';

/** The one row of its partition. The sweep takes it when the day is over on which the token expires. */
const revokedRow = 'revoked';

type Revocable = Pick<AccessToken, 'jti' | 'clientId'>;

/**
 * Remembers that a token without a grant is revoked. Twice is no error.
 * @throws StoreUnavailableError: whether it is remembered is not known
 */
export async function rememberRevoked(
  { jti, clientId }: Revocable,
  { store }: { readonly store: Store },
): Promise<void> {
  await store.commit(tokenPartition(jti), [{ insert: revokedRow, values: { client: clientId } }]);
}

/**
 * Whether a token without a grant was revoked.
 * @throws StoreUnavailableError
 */
export async function isRevoked(
  { jti }: Pick<AccessToken, 'jti'>,
  { store }: { readonly store: Store },
): Promise<boolean> {
  const { rows } = await store.read(tokenPartition(jti));
  return rows.some(({ name }) => name === revokedRow);
}
