// The generations of the refresh tokens of a grant. Each exchange replaces the row of one generation by that of the next.
import { OAuthError } from '../errors/oauth-error.ts';
import type { LogFields } from '../log/log-fields.ts';
import type { Change } from '../store/store.ts';
import { activeRow, generationRow, judgeExchange } from './grant-verdicts.ts';
import { type GrantKey, type GrantParts, logFieldsOf, newCommitId, removeActive, unknownState } from './grants.ts';
import type { RepeatCounter } from './refresh-repeats.ts';

interface RefreshParts extends GrantParts {
  readonly repeats: RepeatCounter;
}

/**
 * Of concurrent callers one commits; the others get the same successor if they come within the grace window, in seconds.
 * @throws OAuthError RefreshTokenReused, after revoking the grant; GrantRevoked; StoreUnavailableError
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
      return { event: service.repeats.note(grant.id, generation), ...logFieldsOf(grant) };
    case 'behind':
      if ((await store.commit(grant.id, changes(verdict.live))) === 'committed')
        return { event: 'store_behind', ...logFieldsOf(grant) };
      throw unknownState();
    case 'live':
      throw unknownState();
    default:
      return refuse(verdict.is, grant, service);
  }
}

/**
 * Exchanges nothing: for clients without rotation, and to detect the reuse of an expired token. Throws as `exchangeGeneration`.
 * @returns the generation to answer with: the presented one, or its successor within the grace window; and members of the log
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
      return {
        live: generation + 1,
        log: { event: service.repeats.note(grant.id, generation), ...logFieldsOf(grant) },
      };
    default:
      return refuse(verdict.is, grant, service);
  }
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
      log: logFieldsOf(grant),
    },
  );
}
