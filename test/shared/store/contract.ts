// The contract of shared/store/store.ts as tests, for every store.
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../shared/base/clock.ts';
import { newPartition } from '../../../shared/store/partition.ts';
import type { Change, Store } from '../../../shared/store/store.ts';
import { insert, namesIn, nextYear, partitionWith, rowsOf } from './contract-rows.ts';
import { searchContract } from './contract-search.ts';

/** The number of concurrent callers, and how often each tries. */
const crowd = 24;
const rounds = 5;

/** Milliseconds by which the clock of the store may differ from that of the test. */
const skew = 60_000;
/** Milliseconds: the time of a row may be more precise than that of a read. */
const granularity = 2_000;

/** @param open returns an empty store; `clock` is for a store without its own clock */
export function storeContract(name: string, open: (clock: Clock) => Store | Promise<Store>): void {
  describe(`the promises of a store: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open(systemClock);
    });

    /** The outcome for each of the concurrent callers. */
    function ask(partition: string, changes: (caller: number) => readonly Change[]): Promise<readonly string[]> {
      return Promise.all(Array.from({ length: crowd }, (_, caller) => store.commit(partition, changes(caller))));
    }

    describe('commit', () => {
      it('inserts rows, and keeps them', async () => {
        const partition = await partitionWith(store);
        expect(await store.commit(partition, ['code', 'active', 'gen.0'].map(insert))).toBe('committed');
        expect(await namesIn(store, partition)).toEqual(['active', 'code', 'gen.0']);
      });

      it('exchanges one row for another', async () => {
        const partition = await partitionWith(store, 'code', 'active', 'gen.0');
        const changes = [{ require: 'active' }, { remove: 'gen.0' }, insert('gen.1')];
        expect(await store.commit(partition, changes)).toBe('committed');
        expect(await namesIn(store, partition)).toEqual(['active', 'code', 'gen.1']);
      });

      it('does not change other rows or their age', async () => {
        const partition = await partitionWith(store, 'code', 'active', 'gen.0');
        const before = (await rowsOf(store, partition)).find((row) => row.name === 'code');
        await store.commit(partition, [{ require: 'active' }, { remove: 'gen.0' }, insert('gen.1')]);
        expect((await rowsOf(store, partition)).find((row) => row.name === 'code')).toEqual(before);
      });

      it('does not change the values of a required row', async () => {
        const partition = newPartition(nextYear);
        const values = { by: 'one', client: 'web' };
        await store.commit(partition, [{ insert: 'active', values }, insert('gen.0')]);
        await store.commit(partition, [{ require: 'active' }, { remove: 'gen.0' }, insert('gen.1')]);
        expect((await rowsOf(store, partition))[0]).toMatchObject({ name: 'active', values });
      });

      it('accepts a commit with only a requirement', async () => {
        const partition = await partitionWith(store, 'active');
        expect(await store.commit(partition, [{ require: 'active' }])).toBe('committed');
        expect(await namesIn(store, partition)).toEqual(['active']);
      });

      it('removes the last row of a partition, and can insert it again', async () => {
        const partition = await partitionWith(store, 'active');
        expect(await store.commit(partition, [{ remove: 'active' }])).toBe('committed');
        expect(await namesIn(store, partition)).toEqual([]);
        expect(await store.commit(partition, [insert('active')])).toBe('committed');
        expect(await namesIn(store, partition)).toEqual(['active']);
      });

      it('separates partitions', async () => {
        const [one, other] = [await partitionWith(store, 'active'), await partitionWith(store)];
        expect(await store.commit(other, [{ require: 'active' }])).toBe('refused');
        expect(await store.commit(other, [{ remove: 'active' }])).toBe('refused');
        expect(await store.commit(other, [insert('active')])).toBe('committed');
        expect(await namesIn(store, one)).toEqual(['active']);
      });

      const refusals: readonly [why: string, changes: readonly Change[]][] = [
        ['an insert of a row that is there', [insert('there')]],
        ['a removal of a row that is gone', [{ remove: 'gone' }]],
        ['a requirement of a row that is gone', [{ require: 'gone' }]],
        [
          'a requirement that fails, before changes that could be made',
          [{ require: 'gone' }, insert('new'), { remove: 'other' }],
        ],
        ['the second of two requirements', [{ require: 'there' }, { require: 'gone' }, insert('new')]],
        ['an insert that fails, before others', [insert('there'), insert('new'), { remove: 'other' }]],
        [
          'an insert that fails, after others',
          [{ require: 'third' }, { remove: 'other' }, insert('new'), insert('there')],
        ],
        ['a removal that fails, between others', [insert('new'), { remove: 'gone' }, { remove: 'other' }]],
      ];
      it.each(refusals)('is refused and changes nothing: %s', async (_why, changes) => {
        const partition = await partitionWith(store, 'there', 'other', 'third');
        const before = await rowsOf(store, partition);
        expect(await store.commit(partition, changes)).toBe('refused');
        expect(await rowsOf(store, partition)).toEqual(before);
      });

      it('never creates a required row', async () => {
        const partition = await partitionWith(store);
        expect(await store.commit(partition, [{ require: 'active' }])).toBe('refused');
        expect(await store.commit(partition, [{ require: 'active' }, insert('gen.1')])).toBe('refused');
        expect(await namesIn(store, partition)).toEqual([]);
      });

      it('refuses to require or to remove a removed row', async () => {
        const partition = await partitionWith(store, 'active', 'gen.0');
        await store.commit(partition, [{ remove: 'active' }]);
        expect(await store.commit(partition, [{ require: 'active' }, { remove: 'gen.0' }])).toBe('refused');
        expect(await store.commit(partition, [{ remove: 'active' }])).toBe('refused');
        expect(await namesIn(store, partition)).toEqual(['gen.0']);
      });
    });

    describe('concurrent callers', () => {
      it('insert a row exactly once, with the values of the caller that gets committed', async () => {
        for (let round = 0; round < rounds; round += 1) {
          const partition = newPartition(nextYear);
          const told = await ask(partition, (caller) => [
            { insert: 'code', values: { caller } },
            { insert: `mine.${caller}`, values: {} },
          ]);
          const winner = told.indexOf('committed');
          expect(told.filter((outcome) => outcome === 'committed')).toHaveLength(1);
          expect(await namesIn(store, partition)).toEqual(['code', `mine.${winner}`]);
          expect((await rowsOf(store, partition))[0]?.values).toEqual({ caller: winner });
        }
      });

      it('exchange a row exactly once', async () => {
        for (let round = 0; round < rounds; round += 1) {
          const partition = await partitionWith(store, 'active', 'gen.0');
          const told = await ask(partition, (caller) => [
            { require: 'active' },
            { remove: 'gen.0' },
            { insert: 'gen.1', values: { caller } },
          ]);
          expect(told.filter((outcome) => outcome === 'committed')).toHaveLength(1);
          expect(await namesIn(store, partition)).toEqual(['active', 'gen.1']);
          expect((await rowsOf(store, partition))[1]?.values).toEqual({ caller: told.indexOf('committed') });
        }
      });

      it('remove a row exactly once, whatever they insert in its place', async () => {
        for (let round = 0; round < rounds; round += 1) {
          const partition = await partitionWith(store, 'gen.0');
          const told = await ask(partition, (caller) => [{ remove: 'gen.0' }, insert(`of.${caller}`)]);
          expect(told.filter((outcome) => outcome === 'committed')).toHaveLength(1);
          expect(await namesIn(store, partition)).toEqual([`of.${told.indexOf('committed')}`]);
        }
      });

      it('exchange nothing once the required row is removed, not even in part', async () => {
        for (let round = 0; round < rounds; round += 1) {
          const partition = await partitionWith(store, 'active', 'gen.0');
          const told = await ask(partition, (caller) =>
            caller % 2 === 0 ? [{ remove: 'active' }] : [{ require: 'active' }, { remove: 'gen.0' }, insert('gen.1')],
          );
          const count = (parity: number) =>
            told.filter((outcome, caller) => outcome === 'committed' && caller % 2 === parity).length;
          expect(count(0)).toBe(1);
          expect(await namesIn(store, partition)).toEqual([count(1) === 1 ? 'gen.1' : 'gen.0']);
        }
      });

      it('succeed on different partitions', async () => {
        const partitions = Array.from({ length: crowd }, () => newPartition(nextYear));
        const told = await Promise.all(partitions.map((partition) => store.commit(partition, [insert('code')])));
        expect(new Set(told)).toEqual(new Set(['committed']));
      });
    });

    describe('read', () => {
      it('returns no rows for a partition that does not exist', async () => {
        const before = Date.now();
        const { rows, readAt } = await store.read(newPartition(nextYear));
        expect(rows).toEqual([]);
        expect(readAt).toBeGreaterThan(before - skew);
        expect(readAt).toBeLessThan(Date.now() + skew);
      });

      it('returns the times of insertion and of reading by the same clock', async () => {
        const before = Date.now();
        const partition = await partitionWith(store, 'first');
        await store.commit(partition, [insert('second')]);
        const { rows, readAt } = await store.read(partition);
        const elapsed = Date.now() - before;
        const at = (name: string) => rows.find((row) => row.name === name)?.insertedAt ?? Number.NaN;
        expect(at('first')).toBeGreaterThan(before - skew);
        expect(at('first')).toBeLessThan(before + elapsed + skew);
        expect(at('second')).toBeGreaterThanOrEqual(at('first'));
        expect(readAt).toBeGreaterThan(at('second') - granularity);
        expect(readAt).toBeLessThan(at('second') + elapsed + granularity);
      });

      it('returns the same time of insertion each time, and a later time of reading', async () => {
        const partition = await partitionWith(store, 'code');
        const first = await store.read(partition);
        const second = await store.read(partition);
        expect(second.rows).toEqual(first.rows);
        expect(second.readAt).toBeGreaterThanOrEqual(first.readAt);
      });

      const values: readonly [what: string, value: string | number | boolean][] = [
        ['text', 'web'],
        ['empty text', ''],
        ['blanks around text', '  a  '],
        ['quotes and backslashes', `it's "a" \\ b`],
        ['text beyond ASCII', 'Ada Løvelace, 愛, 🗝️'],
        ['line ends', 'a\nb\r\nc\td'],
        ['markup', '<a href="x">&amp;</a>'],
        ['long text', 'x'.repeat(8_000)],
        ['text that looks like a number', '007'],
        ['text that looks like a boolean', 'true'],
        ['text that looks like a time', '2026-11-21T07:30:00.0000000Z'],
        ['zero', 0],
        ['a negative number', -1],
        ['a fraction', 0.1],
        ['milliseconds since the epoch', 1_795_246_200_000],
        ['the largest integer', Number.MAX_SAFE_INTEGER],
        ['a number that is written with an exponent', 1e300],
        ['the smallest number', 5e-324],
        ['true', true],
        ['false', false],
      ];
      it.each(values)('returns values as they were written: %s', async (_what, value) => {
        const partition = newPartition(nextYear);
        await store.commit(partition, [{ insert: 'row', values: { value, other: 'one' } }]);
        expect((await rowsOf(store, partition)).map((row) => row.values)).toEqual([{ value, other: 'one' }]);
      });

      it('returns rows without values', async () => {
        expect((await rowsOf(store, await partitionWith(store, 'code'))).map((row) => row.values)).toEqual([{}]);
      });
    });

    searchContract(() => store);
  });
}
