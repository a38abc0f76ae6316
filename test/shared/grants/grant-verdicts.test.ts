import { describe, expect, it } from 'vitest';
import { judgeExchange, judgeRedemption } from '../../../shared/grants/grant-verdicts.ts';
import type { Snapshot } from '../../../shared/store/store.ts';

const readAt = 1_000_000;

/** A snapshot of rows, each with its name, its age in milliseconds and, if relevant, the id of the commit. */
function rows(...rows: readonly [name: string, age?: number, by?: string][]): Snapshot {
  return {
    readAt,
    rows: rows.map(([name, age = 60_000, by = 'another']) => ({ name, values: { by }, insertedAt: readAt - age })),
  };
}

describe('why a code could not be redeemed', () => {
  const redeemed = rows(['code', 5_000], ['active'], ['gen.0', 5_000]);

  it.each([
    ['the row is of the same request', rows(['code', 0, 'me'], ['active'], ['gen.0']), 'applied'],
    ['it is, and the grant was revoked since', rows(['code', 0, 'me'], ['gen.0']), 'applied'],
    ['another request redeemed it, and the grant was revoked', rows(['code', 0], ['gen.0', 0]), 'revoked'],
    ['the grant was revoked before anybody redeemed it', rows(['code']), 'revoked'],
    ['another request redeemed it a moment ago', redeemed, 'repeated'],
    ['another request did 10 s ago', rows(['code', 10_000], ['active'], ['gen.0', 10_000]), 'repeated'],
    ['another request did longer ago', rows(['code', 10_001], ['active'], ['gen.0', 10_001]), 'replayed'],
    ['the refresh token was exchanged since', rows(['code', 5_000], ['active'], ['gen.1', 1_000]), 'replayed'],
    ['there is nothing', rows(), 'unknown'],
    ['there is a grant without a code', rows(['active'], ['gen.0']), 'unknown'],
  ] as const)('%s', (_why, snapshot, verdict) => {
    expect(judgeRedemption(snapshot, 'me', true)).toBe(verdict);
  });

  it('is a replay even within ten seconds if the code has no challenge', () => {
    expect(judgeRedemption(redeemed, 'me', false)).toBe('replayed');
  });

  it('is a repetition if the clock of the store was set back', () => {
    expect(judgeRedemption(rows(['code', -3_000], ['active'], ['gen.0', -3_000]), 'me', true)).toBe('repeated');
  });
});

describe('why a refresh token could not be exchanged', () => {
  it.each([
    ['the successor is of the same request', rows(['active'], ['gen.5', 0, 'me']), { is: 'applied' }],
    ['it is, and the grant was revoked since', rows(['gen.5', 0, 'me']), { is: 'applied' }],
    ['the grant was revoked', rows(['code'], ['gen.4']), { is: 'revoked' }],
    ['the grant is gone', rows(), { is: 'revoked' }],
    ['it is the live one after all', rows(['active'], ['gen.4']), { is: 'live' }],
    ['it was exchanged a moment ago', rows(['active'], ['gen.5', 29_999]), { is: 'repeated' }],
    ['it was exchanged before the window', rows(['active'], ['gen.5', 30_000]), { is: 'reused' }],
    ['its successor was exchanged, too', rows(['active'], ['gen.6', 0]), { is: 'reused' }],
    ['the store has gone back', rows(['active'], ['gen.3']), { is: 'behind', live: 3 }],
    ['the store has gone far back', rows(['active'], ['gen.0', 0]), { is: 'behind', live: 0 }],
    ['no generation is live', rows(['active'], ['code']), { is: 'unknown' }],
  ] as const)('%s', (_why, snapshot, verdict) => {
    expect(judgeExchange(snapshot, 4, 'me', 30)).toEqual(verdict);
  });

  it('is reuse at once without a grace window', () => {
    expect(judgeExchange(rows(['active'], ['gen.5', 0]), 4, 'me', 0)).toEqual({ is: 'reused' });
  });

  it('is reuse without a grace window, even if the clock of the store was set back', () => {
    expect(judgeExchange(rows(['active'], ['gen.5', -5_000]), 4, 'me', 0)).toEqual({ is: 'reused' });
  });

  it('compares generations as numbers', () => {
    expect(judgeExchange(rows(['active'], ['gen.10', 0]), 9, 'me', 30)).toEqual({ is: 'repeated' });
    expect(judgeExchange(rows(['active'], ['gen.9', 0]), 10, 'me', 30)).toEqual({ is: 'behind', live: 9 });
  });

  it('is never "applied" if no commit was tried', () => {
    const snapshot = { readAt, rows: [{ name: 'gen.5', values: {}, insertedAt: 0 }] };
    expect(judgeExchange(snapshot, 4, undefined, 30)).toEqual({ is: 'revoked' });
  });
});
