import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freshMsOf } from '../../../shared/remote/freshness.ts';

const minute = 60_000;
const hour = 60 * minute;
const date = 'Sat, 21 Nov 2026 07:30:00 GMT';

it.each<[Record<string, string>, number]>([
  [{}, hour],
  [{ 'cache-control': 'public' }, hour],
  [{ 'cache-control': 'max-age=86400, private' }, 12 * hour],
  [{ 'cache-control': 'public, Max-Age=1800' }, 30 * minute],
  [{ 'cache-control': 'max-age="1800"' }, 30 * minute],
  [{ 'cache-control': 'max-age=1800', age: '600' }, 20 * minute],
  [{ 'cache-control': 'max-age=1800', age: '1800' }, 5 * minute],
  [{ 'cache-control': 'max-age=1800', expires: '0' }, 30 * minute],
  [{ 'cache-control': 's-maxage=1800' }, hour],
  [{ 'cache-control': 'max-age=0' }, 5 * minute],
  [{ 'cache-control': 'max-age=-1' }, 5 * minute],
  [{ 'cache-control': 'max-age=soon' }, 5 * minute],
  [{ 'cache-control': 'no-store, max-age=1800' }, 5 * minute],
  [{ 'cache-control': 'no-cache' }, 5 * minute],
  [{ 'cache-control': 'max-age=99999999999999999999' }, 5 * minute],
  [{ date, expires: 'Sat, 21 Nov 2026 09:30:00 GMT' }, 2 * hour],
  [{ date, expires: 'Sat, 21 Nov 2026 09:30:00 GMT', age: '3600' }, hour],
  [{ date, expires: date }, 5 * minute],
  [{ expires: 'Sat, 21 Nov 2026 09:30:00 GMT' }, 5 * minute],
  [{ date, expires: '0' }, 5 * minute],
])('a document is fresh as its headers say, within bounds: %j', (headers, expected) => {
  expect(freshMsOf(headers)).toBe(expected);
});

it('whatever the headers, a document is fresh for five minutes to twelve hours', () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('max-age=', 'max-age=1e9', 'max-age=NaN', 'Infinity', '-5', date),
  );
  const headers = fc.record({ 'cache-control': value, age: value, expires: value, date: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(headers, (drawn) => {
      const freshMs = freshMsOf(drawn);
      expect(freshMs).toBeGreaterThanOrEqual(5 * minute);
      expect(freshMs).toBeLessThanOrEqual(12 * hour);
    }),
  );
});
