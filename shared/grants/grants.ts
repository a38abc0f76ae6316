// What is remembered of a grant, and the one atomic write by which it is used. Everything else stands in the tokens.
import { randomBytes } from 'node:crypto';
import { OAuthError } from '../errors/oauth-error.ts';
import type { LogFields } from '../log/log-fields.ts';
import { type Change, type Store, StoreUnavailableError } from '../store/store.ts';
import {
  activeRow,
  codeRow,
  generationRow,
  judgeExchange,
  judgeRedemption,
  type RedemptionVerdict,
} from './grant-verdicts.ts';
import type { RepeatCounter } from './refresh-repeats.ts';

interface GrantParts {
  readonly store: Store;
}

interface RefreshParts extends GrantParts {
  readonly repeats: RepeatCounter;
}

/** A grant, by the tokens that carry it. */
export interface GrantKey {
  /** Also its partition in the store. */
  readonly id: string;
  readonly clientId: string;
  readonly subject: string;
}

function whose({ id, clientId, subject }: GrantKey): LogFields {
  return { client_id: clientId, subject, grant_id: id };
}

/**
 * Uses a code up. Resolves for exactly one caller, ever; a caller whose answer was lost on the way from the store is that one.
 * @throws OAuthError CodeAlreadyRedeemed (and the grant is revoked where that is due)
 * @throws StoreUnavailableError: whether the code was used up is not known
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

/**
 * Looks for a second use of a code that has expired: that is one all the same (RFC 6749 §4.1.2). Resolves when there was none.
 * @throws OAuthError CodeAlreadyRedeemed (and the grant is revoked where that is due)
 * @throws StoreUnavailableError: whether it was redeemed is not known
 */
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
        { event: 'code_repeated', log: whose(grant) },
      );
    case 'replayed':
      await removeActive(grant.id, store);
      throw new OAuthError('CodeAlreadyRedeemed', 'The code has already been redeemed. Its grant is now revoked.', {
        event: 'code_replayed',
        log: whose(grant),
      });
    default:
      throw unknownState();
  }
}

/**
 * Opens a grant with an id that nobody had before, as `redeemCode` does it for that of a code.
 * @throws StoreUnavailableError: whether the grant is open is not known, and nobody has its tokens
 */
export async function openGrant(grant: GrantKey, { store }: GrantParts): Promise<void> {
  const commitId = newCommitId();
  if ((await store.commit(grant.id, openingRows(grant, commitId))) === 'committed') return;
  // The store was asked twice.
  const { rows } = await store.read(grant.id);
  if (!rows.some(({ name, values }) => name === activeRow && values.by === commitId)) throw unknownState();
}

/** It goes on, and its first refresh token is live. */
function openingRows(grant: GrantKey, commitId: string): readonly Change[] {
  return [
    { insert: activeRow, values: { by: commitId, client: grant.clientId, subject: grant.subject } },
    { insert: generationRow(0), values: { by: commitId } },
  ];
}

/**
 * Exchanges a generation of refresh token for the next. Of callers at once one commits, and those inside the grace window
 * get that same successor.
 * @param grace seconds
 * @returns what the log is told
 * @throws OAuthError RefreshTokenReused (and the grant is revoked), GrantRevoked
 * @throws StoreUnavailableError: whether the token was exchanged is not known
 */
export async function exchangeGeneration(
  grant: GrantKey,
  generation: number,
  grace: number,
  service: RefreshParts,
): Promise<LogFields> {
  const { store } = service;
  const commitId = newCommitId();
  const changes = (from: number): readonly Change[] => [
    { require: activeRow },
    { remove: generationRow(from) },
    { insert: generationRow(generation + 1), values: { by: commitId } },
  ];
  if ((await store.commit(grant.id, changes(generation))) === 'committed') return {};
  const verdict = judgeExchange(await store.read(grant.id), generation, commitId, grace);
  switch (verdict.is) {
    case 'applied':
      return {};
    case 'repeated':
      return { event: service.repeats.note(grant.id, generation), ...whose(grant) };
    case 'behind':
      if ((await store.commit(grant.id, changes(verdict.live))) === 'committed')
        return { event: 'store_behind', ...whose(grant) };
      throw unknownState();
    case 'live':
      throw unknownState();
    default:
      return refuse(verdict.is, grant, service);
  }
}

/**
 * Reads whether a generation of refresh token may still be used, and uses nothing up: for clients without rotation, and for
 * reuse behind a token that has expired.
 * @param grace seconds
 * @returns the generation to answer with (the one presented, or its successor inside the grace window), and what the log is told
 * @throws OAuthError RefreshTokenReused (and the grant is revoked), GrantRevoked
 * @throws StoreUnavailableError
 */
export async function requireLiveGeneration(
  grant: GrantKey,
  generation: number,
  grace: number,
  service: RefreshParts,
): Promise<{ readonly live: number; readonly log: LogFields }> {
  const verdict = judgeExchange(await service.store.read(grant.id), generation, undefined, grace);
  switch (verdict.is) {
    case 'live':
    case 'behind':
      return { live: generation, log: {} };
    case 'repeated':
      return { live: generation + 1, log: { event: service.repeats.note(grant.id, generation), ...whose(grant) } };
    default:
      return refuse(verdict.is, grant, service);
  }
}

/**
 * Ends a grant, also one whose code was not redeemed yet: that never will be. Revoking twice is no error.
 * @throws StoreUnavailableError: whether the grant has ended is not known
 */
export async function revokeGrant(id: string, { store }: GrantParts): Promise<void> {
  if ((await removeActive(id, store)) === 'committed') return;
  if ((await store.commit(id, [{ insert: codeRow, values: { by: newCommitId() } }])) === 'committed') return;
  // The code was redeemed: long ago, and the grant had ended, or between the two commits.
  await removeActive(id, store);
}

function removeActive(id: string, store: Store): Promise<'committed' | 'refused'> {
  return store.commit(id, [{ remove: activeRow }]);
}

async function refuse(
  verdict: 'applied' | 'revoked' | 'reused' | 'unknown',
  grant: GrantKey,
  service: RefreshParts,
): Promise<never> {
  if (verdict === 'revoked')
    throw new OAuthError('GrantRevoked', 'The grant has been revoked. The user must sign in again.');
  if (verdict !== 'reused') throw unknownState();
  await removeActive(grant.id, service.store);
  throw new OAuthError(
    'RefreshTokenReused',
    'The refresh token has already been exchanged. Its grant is now revoked.',
    {
      event: 'refresh_token_reused',
      log: whose(grant),
    },
  );
}

/** Tells a commit of this caller that the store refused the second time it was asked from the commit of another caller. */
function newCommitId(): string {
  return randomBytes(12).toString('base64url');
}

function unknownState(): StoreUnavailableError {
  return new StoreUnavailableError('the rows of the grant are in no known state, or changed while they were judged');
}
