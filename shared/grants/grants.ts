// The stored state of a grant, and the one conditional commit that uses it. Everything else about a grant is in its tokens.
import { randomText } from '../base/random-text.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { LogFields } from '../log/log-fields.ts';
import { type Change, type Store, StoreUnavailableError } from '../store/store.ts';
import { activeRow, codeRow, generationRow, judgeRedemption, type RedemptionVerdict } from './grant-verdicts.ts';

export interface GrantParts {
  readonly store: Store;
}

export interface GrantKey {
  /** The partition key in the store. */
  readonly id: string;
  readonly clientId: string;
  readonly subject: string;
}

export function logFieldsOf({ id, clientId, subject }: GrantKey): LogFields {
  return { client_id: clientId, subject, grant_id: id };
}

/**
 * Resolves for exactly one of all callers, on any instance and at any time, even if the answer to that caller's commit was lost.
 * @throws OAuthError CodeAlreadyRedeemed, after revoking the grant if the second use is a replay; StoreUnavailableError
 */
export async function redeemCode(grant: GrantKey, hasChallenge: boolean, { store }: GrantParts): Promise<void> {
  const commitId = newCommitId();
  const outcome = await store.commit(grant.id, [
    { insert: codeRow, values: { by: commitId } },
    ...openingRows(grant, commitId),
  ]);
  if (outcome === 'committed') return;
  const verdict = judgeRedemption(await store.read(grant.id), commitId, hasChallenge);
  if (verdict !== 'applied') await refuseRedemption(verdict, grant, store);
}

/** Resolves if a code was never redeemed; a second use counts even after expiry (RFC 6749 §4.1.2). @throws as `redeemCode` */
export async function requireUnusedCode(grant: GrantKey, hasChallenge: boolean, { store }: GrantParts): Promise<void> {
  const verdict = judgeRedemption(await store.read(grant.id), undefined, hasChallenge);
  if (verdict !== 'unused') await refuseRedemption(verdict, grant, store);
}

/** @throws OAuthError CodeAlreadyRedeemed; StoreUnavailableError */
async function refuseRedemption(verdict: RedemptionVerdict, grant: GrantKey, store: Store): Promise<never> {
  switch (verdict) {
    case 'revoked':
      throw new OAuthError('CodeAlreadyRedeemed', 'The code has already been redeemed, and its grant is revoked.');
    case 'repeated':
      throw new OAuthError(
        'CodeAlreadyRedeemed',
        'The code was redeemed a moment ago. Use the tokens from that answer.',
        { event: 'code_repeated', log: logFieldsOf(grant) },
      );
    case 'replayed':
      await removeActive(grant.id, store);
      throw new OAuthError('CodeAlreadyRedeemed', 'The code has already been redeemed. Its grant is now revoked.', {
        event: 'code_replayed',
        log: logFieldsOf(grant),
      });
    default:
      throw unknownState();
  }
}

/** For a grant type without a code. @throws StoreUnavailableError; the grant may be open, but no client has a token of it */
export async function openGrant(grant: GrantKey, { store }: GrantParts): Promise<void> {
  const commitId = newCommitId();
  if ((await store.commit(grant.id, openingRows(grant, commitId))) === 'committed') return;
  // The SDK may have repeated a commit that had succeeded.
  const { rows } = await store.read(grant.id);
  if (!rows.some(({ name, values }) => name === activeRow && values.by === commitId)) throw unknownState();
}

function openingRows(grant: GrantKey, commitId: string): readonly Change[] {
  return [
    { insert: activeRow, values: { by: commitId, client: grant.clientId, subject: grant.subject } },
    { insert: generationRow(0), values: { by: commitId } },
  ];
}

/** Also makes an unredeemed code unusable. Revoking twice is safe. @throws StoreUnavailableError; it may have been revoked */
export async function revokeGrant(id: string, { store }: GrantParts): Promise<void> {
  if ((await removeActive(id, store)) === 'committed') return;
  if ((await store.commit(id, [{ insert: codeRow, values: { by: newCommitId() } }])) === 'committed') return;
  // The grant had been revoked before, or its code was redeemed between the two commits.
  await removeActive(id, store);
}

export function removeActive(id: string, store: Store): Promise<'committed' | 'refused'> {
  return store.commit(id, [{ remove: activeRow }]);
}

/** Tells this caller's commit, which the SDK may repeat after a lost answer, from that of another caller. */
export function newCommitId(): string {
  return randomText(12);
}

export function unknownState(): StoreUnavailableError {
  return new StoreUnavailableError('the rows of the grant are in no known state, or changed while they were judged');
}
