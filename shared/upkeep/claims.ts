// Shares upkeep between instances. Each period (UTC, by the store's clock) is worked off in slices: an instance claims one by
// inserting a row, which only one can, and inserts its result as another. Upkeep removes the partition of a day later.
import { utcDay } from '../base/clock.ts';
import { namedPartition } from '../store/partition.ts';
import type { Row, Values } from '../store/store.ts';

export interface Claim {
  readonly step: string;
  /** Milliseconds since the epoch: the start of the period. */
  readonly period: number;
  readonly slice: number;
}

export interface SliceResult {
  readonly outcome: 'done' | 'failed';
  readonly isMoreLeft: boolean;
}

/** A stored claim. Times are by the store's clock, in milliseconds since the epoch. */
export interface ClaimedSlice extends Claim {
  readonly claimedAt: number;
  readonly by: string;
  /** Undefined while the slice runs, or if its instance has died. */
  readonly result?: SliceResult & { readonly endedAt: number };
}

export interface ClaimLimits {
  /** For each step, over all instances. */
  readonly maxSlicesPerPeriod: number;
  /** Delay after a slice that has left work. */
  readonly sliceDelayMs: number;
  readonly retryDelayMs: number;
  /** Time after which a slice without a result counts as abandoned; longer than any slice takes. */
  readonly abandonedAfterMs: number;
}

/** `moment` is in milliseconds since the epoch. @throws RangeError unless its year has four digits: it would seem expired */
export function claimsPartition(moment: number): string {
  const day = utcDay(moment / 1000);
  if (!/^\d{8}$/.test(day)) throw new RangeError(`no upkeep at ${day}: a clock is wrong`);
  return namedPartition('upkeep', '', day);
}

export function claimRow(claim: Claim): string {
  return `${nameOf(claim)}.claim`;
}

export function resultRow(claim: Claim): string {
  return `${nameOf(claim)}.result`;
}

export function resultValues({ outcome, isMoreLeft }: SliceResult): Values {
  return { outcome, is_more_left: isMoreLeft };
}

/** `clean_up.2026-11-21T07:00.0` */
function nameOf({ step, period, slice }: Claim): string {
  return `${step}.${new Date(period).toISOString().slice(0, 16)}.${slice}`;
}

const rowName = /^(\w+)\.(\d{4}-\d\d-\d\dT\d\d:\d\d)\.(\d{1,6})\.claim$/;

/** Ignores malformed rows. */
export function claimsOf(rows: readonly Row[]): readonly ClaimedSlice[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  return rows.flatMap(({ name, values, insertedAt }) => {
    const [, step, minute, slice] = rowName.exec(name) ?? [];
    const period = Date.parse(`${minute}Z`);
    if (step === undefined || Number.isNaN(period)) return [];
    const claim = { step, period, slice: Number(slice) };
    const result = byName.get(resultRow(claim));
    const by = String(values.by);
    return [{ ...claim, claimedAt: insertedAt, by, ...(result && { result: resultOf(result) }) }];
  });
}

function resultOf({ values, insertedAt }: Row): SliceResult & { readonly endedAt: number } {
  const outcome = values.outcome === 'done' ? 'done' : 'failed';
  return { outcome, isMoreLeft: values.is_more_left === true, endedAt: insertedAt };
}

export function lastSliceOf(step: string, claims: readonly ClaimedSlice[]): ClaimedSlice | undefined {
  return claims
    .filter((claim) => claim.step === step)
    .reduce<ClaimedSlice | undefined>((last, claim) => (last && isAfter(last, claim) ? last : claim), undefined);
}

function isAfter(one: Claim, other: Claim): boolean {
  return one.period === other.period ? one.slice > other.slice : one.period > other.period;
}

/** The slice of a step that may be claimed now, or the time until one may be. `now` is in milliseconds of the store's clock. */
export function nextClaim(
  { event: step, periodMs }: { readonly event: string; readonly periodMs: number },
  claims: readonly ClaimedSlice[],
  now: number,
  limits: ClaimLimits,
): { readonly claim: Claim; readonly untilNextPeriod: number } | { readonly waitMs: number } {
  const period = Math.floor(now / periodMs) * periodMs;
  const untilNextPeriod = period + periodMs - now;
  const last = lastSliceOf(step, claims);
  if (last === undefined || last.period < period) return { claim: { step, period, slice: 0 }, untilNextPeriod };
  if (last.period > period || last.slice + 1 >= limits.maxSlicesPerPeriod) return { waitMs: untilNextPeriod };
  const waitMs = untilDue(last, now, limits);
  if (waitMs <= 0) return { claim: { step, period, slice: last.slice + 1 }, untilNextPeriod };
  return { waitMs: Math.min(waitMs, untilNextPeriod) };
}

function untilDue({ claimedAt, result }: ClaimedSlice, now: number, limits: ClaimLimits): number {
  if (result === undefined) return claimedAt + limits.abandonedAfterMs - now;
  if (result.outcome === 'failed') return result.endedAt + limits.retryDelayMs - now;
  return result.isMoreLeft ? result.endedAt + limits.sliceDelayMs - now : Number.POSITIVE_INFINITY;
}
