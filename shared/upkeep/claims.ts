// Who does upkeep when. Periods are those of UTC by the store's clock; in each, the work is done in slices. A slice is claimed by
// inserting a row, which exactly one of all instances can, and its result is a row beside that. The rows of a day are one
// partition, which the sweep removes as any other.
import { utcDay } from '../base/clock.ts';
import { namedPartition } from '../store/partition.ts';
import type { Row, Values } from '../store/store.ts';

export interface Claim {
  readonly step: string;
  /** Start of the period: milliseconds since the epoch. */
  readonly period: number;
  /** Counts from 0 in each period. */
  readonly slice: number;
}

export interface SliceResult {
  readonly outcome: 'done' | 'failed';
  readonly isMoreLeft: boolean;
}

/** A claim as it was read. Times are the store's, in milliseconds since the epoch. */
export interface ClaimedSlice extends Claim {
  readonly claimedAt: number;
  /** The instance. */
  readonly by: string;
  /** Undefined while the slice is under way, and of an instance that has died. */
  readonly result?: SliceResult & { readonly endedAt: number };
}

export interface ClaimLimits {
  /** Slices that all instances together may claim of a step in one period. */
  readonly slicesPerPeriod: number;
  /** Milliseconds after a slice that has left something. */
  readonly pauseMs: number;
  /** Milliseconds after a slice that has failed. */
  readonly retryMs: number;
  /** Milliseconds after which a slice without a result is taken for abandoned. More than a slice can take. */
  readonly abandonedMs: number;
}

/**
 * @param moment milliseconds since the epoch
 * @throws RangeError when it is in no year of four digits: a sweep would take the partition for an old one
 */
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

/** Rows of another form are left out. */
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

/** The last slice of a step. */
export function lastOf(step: string, claims: readonly ClaimedSlice[]): ClaimedSlice | undefined {
  return claims
    .filter((claim) => claim.step === step)
    .reduce<ClaimedSlice | undefined>((last, claim) => (last && isAfter(last, claim) ? last : claim), undefined);
}

function isAfter(one: Claim, other: Claim): boolean {
  return one.period === other.period ? one.slice > other.slice : one.period > other.period;
}

/**
 * What may be claimed of a step now, or how long there will be nothing.
 * @param now milliseconds since the epoch, by the store's clock
 */
export function nextClaim(
  { event: step, periodMs }: { readonly event: string; readonly periodMs: number },
  claims: readonly ClaimedSlice[],
  now: number,
  limits: ClaimLimits,
): { readonly claim: Claim; readonly untilNextPeriod: number } | { readonly waitMs: number } {
  const period = Math.floor(now / periodMs) * periodMs;
  const untilNextPeriod = period + periodMs - now;
  const last = lastOf(step, claims);
  if (last === undefined || last.period < period) return { claim: { step, period, slice: 0 }, untilNextPeriod };
  if (last.period > period || last.slice + 1 >= limits.slicesPerPeriod) return { waitMs: untilNextPeriod };
  const waitMs = untilDue(last, now, limits);
  if (waitMs <= 0) return { claim: { step, period, slice: last.slice + 1 }, untilNextPeriod };
  return { waitMs: Math.min(waitMs, untilNextPeriod) };
}

function untilDue({ claimedAt, result }: ClaimedSlice, now: number, limits: ClaimLimits): number {
  if (result === undefined) return claimedAt + limits.abandonedMs - now;
  if (result.outcome === 'failed') return result.endedAt + limits.retryMs - now;
  return result.isMoreLeft ? result.endedAt + limits.pauseMs - now : Number.POSITIVE_INFINITY;
}
