// What a refused commit means, judged from the rows of the grant. Pure rules, and the names of the rows.
import type { Row, Snapshot } from '../store/store.ts';

/** The code was redeemed; stays until the grant's end. */
export const codeRow = 'code';
/** The grant is not revoked. */
export const activeRow = 'active';
/** The refresh token of this generation is the live one. When it was inserted is when its predecessor was exchanged. */
export function generationRow(generation: number): string {
  return `gen.${generation}`;
}

/** Milliseconds for which a browser that fires its callback twice is refused without ending the grant. */
const doubledCallback = 10_000;

export type RedemptionVerdict =
  /** One's own commit was applied, and only its answer was lost. */
  | 'applied'
  | 'revoked'
  /** A second use that may be the browser's doing. */
  | 'repeated'
  /** A second use: the code was stolen, or the app is broken. */
  | 'replayed'
  /** It was not redeemed, and no commit was tried. */
  | 'unused'
  /** No state that these rows can be in. */
  | 'unknown';

/**
 * Judges why a code could not be redeemed (RFC 6749 §4.1.2).
 * @param commitId of the commit that was refused; undefined when none was tried
 */
export function judgeRedemption(
  snapshot: Snapshot,
  commitId: string | undefined,
  hasChallenge: boolean,
): RedemptionVerdict {
  const code = find(snapshot, codeRow);
  if (!code) return commitId === undefined ? 'unused' : 'unknown';
  if (commitId !== undefined && code.values.by === commitId) return 'applied';
  if (!find(snapshot, activeRow)) return 'revoked';
  const isFresh = age(code, snapshot) <= doubledCallback && liveGeneration(snapshot) === 0;
  return hasChallenge && isFresh ? 'repeated' : 'replayed';
}

export type ExchangeVerdict =
  | { readonly is: 'applied' | 'revoked' | 'reused' | 'unknown' }
  /** The token presented is the live one. */
  | { readonly is: 'live' }
  /** It was exchanged a moment ago and the reply may have been lost: the same successor again. */
  | { readonly is: 'repeated' }
  /** The store has gone back after a failover; the authentic newer token counts. */
  | { readonly is: 'behind'; readonly live: number };

/**
 * Judges a refresh token of a generation against the rows of its grant (RFC 9700 §4.14.2).
 * @param commitId of the commit that was refused; undefined when none was tried
 * @param grace seconds for which an exchanged token is answered again; 0 for never
 */
export function judgeExchange(
  snapshot: Snapshot,
  generation: number,
  commitId: string | undefined,
  grace: number,
): ExchangeVerdict {
  const successor = find(snapshot, generationRow(generation + 1));
  if (successor && commitId !== undefined && successor.values.by === commitId) return { is: 'applied' };
  if (!find(snapshot, activeRow)) return { is: 'revoked' };
  const live = liveGeneration(snapshot);
  if (live === undefined) return { is: 'unknown' };
  if (live === generation) return { is: 'live' };
  if (live < generation) return { is: 'behind', live };
  const isInside = successor !== undefined && age(successor, snapshot) < grace * 1000;
  return { is: isInside ? 'repeated' : 'reused' };
}

function find(snapshot: Snapshot, name: string): Row | undefined {
  return snapshot.rows.find((row) => row.name === name);
}

/** Milliseconds; never negative: a store may round the time of a read down, or its clock may have gone back. */
function age(row: Row, { readAt }: Snapshot): number {
  return Math.max(0, readAt - row.insertedAt);
}

function liveGeneration({ rows }: Snapshot): number | undefined {
  const [generation] = rows.flatMap(({ name }) => /^gen\.(\d+)$/.exec(name)?.[1] ?? []);
  return generation === undefined ? undefined : Number(generation);
}
