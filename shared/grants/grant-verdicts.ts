// Decides from the rows of a grant why a commit was refused. Pure functions, and the names of the rows.
import type { Row, Snapshot } from '../store/store.ts';

/** Present once the code is redeemed, until the partition is swept. */
export const codeRow = 'code';
/** Present until the grant is revoked. */
export const activeRow = 'active';
/** Present while the refresh token of this generation is live. `insertedAt` is when its predecessor was exchanged. */
export function generationRow(generation: number): string {
  return `gen.${generation}`;
}

/** A browser may request the callback twice. A second use within this time is refused, but does not revoke the grant. */
const doubledCallbackMs = 10_000;

export type RedemptionVerdict =
  /** This caller's commit was applied; only the answer was lost. */
  | 'applied'
  | 'revoked'
  /** Second use, probably by the browser. */
  | 'repeated'
  /** Second use: the code was stolen, or the app is broken. */
  | 'replayed'
  /** The code was not redeemed, and no commit was tried. */
  | 'unused'
  /** Inconsistent rows. */
  | 'unknown';

/** RFC 6749 §4.1.2. Without `code_challenge`, a second use is always a replay. @param commitId undefined if none was tried */
export function judgeRedemption(
  snapshot: Snapshot,
  commitId: string | undefined,
  hasChallenge: boolean,
): RedemptionVerdict {
  const code = find(snapshot, codeRow);
  if (!code) return commitId === undefined ? 'unused' : 'unknown';
  if (commitId !== undefined && code.values.by === commitId) return 'applied';
  if (!find(snapshot, activeRow)) return 'revoked';
  const isFresh = age(code, snapshot) <= doubledCallbackMs && liveGeneration(snapshot) === 0;
  return hasChallenge && isFresh ? 'repeated' : 'replayed';
}

export type ExchangeVerdict =
  | { readonly is: 'applied' | 'revoked' | 'reused' | 'unknown' }
  /** The presented token is the live one. */
  | { readonly is: 'live' }
  /** The token was exchanged within the grace window, and the reply may have been lost: answer with the same successor. */
  | { readonly is: 'repeated' }
  /** The store has lost writes in a failover; the token is authentic and newer than the store, so it is honoured. */
  | { readonly is: 'behind'; readonly live: number };

/** RFC 9700 §4.14.2. @param grace seconds for which an exchanged token gets the same successor again; 0 disables the window */
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

/** Milliseconds, never negative: a store may round the time of a read down, and its clock may be set back. */
function age(row: Row, { readAt }: Snapshot): number {
  return Math.max(0, readAt - row.insertedAt);
}

function liveGeneration({ rows }: Snapshot): number | undefined {
  const [generation] = rows.flatMap(({ name }) => /^gen\.(\d+)$/.exec(name)?.[1] ?? []);
  return generation === undefined ? undefined : Number(generation);
}
