import { describe, expect, it } from 'vitest';
import { utcDay } from '../../../shared/base/clock.ts';
import {
  lastDay,
  namedPartition,
  newPartition,
  rangesOfKind,
  tokenPartition,
} from '../../../shared/store/partition.ts';

const endsAt = Date.UTC(2026, 10, 21, 23, 59, 59) / 1000;
const many = Array.from({ length: 2_000 }, () => newPartition(endsAt));

describe('the key of a partition', () => {
  it('has its range, its last day and 128 random bits, in characters that every store allows', () => {
    for (const partition of many) expect(partition).toMatch(/^[0-9a-f]-20261121-[A-Za-z0-9_-]{22}$/);
  });

  it('has no dot, which is a separator in the jti of an access token', () => {
    expect(many.filter((partition) => partition.includes('.'))).toEqual([]);
  });

  it('is never the same twice', () => {
    expect(new Set(many).size).toBe(many.length);
  });

  it('spreads evenly over sixteen ranges', () => {
    const counts = new Map<string, number>();
    for (const [range = ''] of many) counts.set(range, (counts.get(range) ?? 0) + 1);
    expect(counts.size).toBe(16);
    expect(Math.max(...counts.values())).toBeLessThan((2 * many.length) / 16);
  });

  it('contains its last day', () => {
    expect(many.map(lastDay)).toEqual(many.map(() => '20261121'));
  });
});

describe('the key for the state of one token', () => {
  const jtis = many.map((partition) => partition.slice(2));
  const keys = jtis.map(tokenPartition);

  it('has the form of every key, and the last day of the jti', () => {
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]-20261121-[A-Za-z0-9_-]{22}$/);
    expect(keys.map(lastDay)).toEqual(keys.map(() => '20261121'));
  });

  it('is a function of the jti, and different for another jti', () => {
    expect(jtis.map(tokenPartition)).toEqual(keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('spreads over sixteen ranges', () => {
    expect(new Set(keys.map(([range]) => range)).size).toBe(16);
  });
});

describe('the day of a time', () => {
  it.each([
    [Date.UTC(2026, 10, 21), '20261121'],
    [Date.UTC(2026, 10, 21) - 1000, '20261120'],
    [Date.UTC(2026, 11, 31, 23, 59, 59), '20261231'],
    [Date.UTC(2027, 0, 1), '20270101'],
    [Date.UTC(2028, 1, 29, 12), '20280229'],
  ])('is that of UTC: %d is on %s', (milliseconds, day) => {
    expect(utcDay(milliseconds / 1000)).toBe(day);
  });
});

describe('the key of a named partition', () => {
  const names = ['', 'nightly-report', 'a/b#c?d', 'Ünal', 'x'.repeat(5_000)];

  it('is a function of the name, short, and in characters that every store allows', () => {
    for (const name of names) {
      const key = namedPartition('client', name);
      expect(key).toMatch(/^[0-9a-f]-99990101-client-[A-Za-z0-9_-]{43}$/);
      expect(namedPartition('client', name)).toBe(key);
      expect(rangesOfKind('client').filter((prefix) => key.startsWith(prefix))).toHaveLength(1);
    }
    expect(new Set(names.map((name) => namedPartition('client', name))).size).toBe(names.length);
  });

  it('depends on the kind', () => {
    expect(namedPartition('failures', 'a').slice(2)).not.toBe(namedPartition('client', 'a').slice(2));
    expect(rangesOfKind('barriers').some((prefix) => namedPartition('client', 'a').startsWith(prefix))).toBe(false);
  });

  it('contains the given last day', () => {
    expect(lastDay(namedPartition('failures', 'a', '20261121'))).toBe('20261121');
  });
});
