// The part of the contract that concerns several partitions.
import { describe, expect, it } from 'vitest';
import { type Kind, namedPartition, newPartition } from '../../../shared/store/partition.ts';
import type { FoundRow, Store, Values } from '../../../shared/store/store.ts';
import { insert, namesIn, nextYear, partitionWith } from './contract-rows.ts';

export function searchContract(store: () => Store): void {
  describe('list', () => {
    async function found(name: string, values: Values): Promise<readonly FoundRow[]> {
      const rows: FoundRow[] = [];
      for await (const row of store().list(name, values)) rows.push(row);
      return rows;
    }

    async function kept(name: string, values: Values): Promise<FoundRow> {
      const partition = newPartition(nextYear);
      await store().commit(partition, [{ insert: name, values }, insert('beside')]);
      const row = (await store().read(partition)).rows.find((each) => each.name === name);
      if (!row) throw new Error('the store lost a row');
      return { ...row, partition };
    }

    const partitionsOf = (rows: readonly FoundRow[]) => rows.map(({ partition }) => partition).sort();

    it('finds the rows of a name with the given values, and no others', async () => {
      const one = await kept('list.a', { client: 'web', subject: 'u_ada', by: '1' });
      const two = await kept('list.a', { client: 'web', subject: 'u_ada', by: '2' });
      const three = await kept('list.a', { client: 'web', subject: 'u_bob', by: '3' });
      await kept('list.b', { client: 'web', subject: 'u_ada', by: '4' });
      expect(partitionsOf(await found('list.a', { client: 'web', subject: 'u_ada' }))).toEqual(
        partitionsOf([one, two]),
      );
      expect(partitionsOf(await found('list.a', { client: 'web' }))).toEqual(partitionsOf([one, two, three]));
      expect(partitionsOf(await found('list.a', {}))).toEqual(partitionsOf([one, two, three]));
      expect(await found('list.a', { subject: 'u_bob' })).toEqual([three]);
      expect(await found('list.a', { client: 'native' })).toEqual([]);
      expect(await found('list.a', { missing: 'web' })).toEqual([]);
      expect(await found('list.c', {})).toEqual([]);
    });

    it('distinguishes numbers, booleans and strings', async () => {
      const kinds = [1, '1', true, 'true', '', 0, false, -1.5, 1e300, 5e-324];
      const rows = await Promise.all(kinds.map((value) => kept('list.kinds', { value })));
      for (const [index, value] of kinds.entries()) {
        expect(await found('list.kinds', { value })).toEqual([rows[index]]);
      }
    });

    it.each(["O'Brien", "' or value ne '", 'a and b', '%27', 'Ünal+1&x=y'])('finds the text %s', async (value) => {
      const row = await kept('list.texts', { value });
      await kept('list.texts', { value: `${value} ` });
      expect(await found('list.texts', { value })).toEqual([row]);
    });

    it('finds every row of many', async () => {
      const rows = await Promise.all(Array.from({ length: 60 }, (_, number) => kept('list.many', { number })));
      expect(partitionsOf(await found('list.many', {}))).toEqual(partitionsOf(rows));
    });

    it('finds no removed row', async () => {
      const { partition } = await kept('list.removed', { client: 'web' });
      await store().commit(partition, [{ remove: 'list.removed' }]);
      expect(await found('list.removed', {})).toEqual([]);
    });
  });

  describe('listKind', () => {
    async function listed(kind: Kind): Promise<readonly FoundRow[]> {
      const rows: FoundRow[] = [];
      for await (const row of store().listKind(kind)) rows.push(row);
      return rows;
    }

    it('finds the rows of every permanent partition of the kind, and no others', async () => {
      const names = Array.from({ length: 40 }, (_, number) => `client ${number}/#?`);
      const partitions = names.map((name) => namedPartition('client', name));
      expect(new Set(partitions.map((key) => key.charAt(0))).size).toBeGreaterThan(8);
      for (const partition of partitions) await store().commit(partition, [insert('client'), insert('record.x')]);
      await store().commit(namedPartition('barriers', ''), [insert('barrier')]);
      await store().commit(namedPartition('client', 'swept', '20990101'), [insert('client')]);
      await partitionWith(store(), 'client');
      const rows = await listed('client');
      expect(rows.map(({ partition, name }) => `${partition} ${name}`).sort()).toEqual(
        partitions.flatMap((partition) => [`${partition} client`, `${partition} record.x`]).sort(),
      );
    });

    it('is not swept', async () => {
      const partition = namedPartition('client', 'kept');
      await store().commit(partition, [insert('client')]);
      await store().sweep('99990101', 10_000);
      expect(await store().sweep('99991231', 10_000)).toBe(0);
      expect(await namesIn(store(), partition)).toEqual(['client']);
    });
  });

  describe('sweep', () => {
    const noon = (day: string) => Date.parse(`${day}T12:00:00Z`) / 1000;

    async function ending(day: string): Promise<string> {
      const partition = newPartition(noon(day));
      await store().commit(partition, ['code', 'active', 'gen.0'].map(insert));
      return partition;
    }

    it('removes exactly the partitions whose last day is before the given day', async () => {
      const over = [await ending('1999-12-30'), await ending('1999-12-31'), await ending('1998-06-01')];
      const alive = [await ending('2000-01-01'), await ending('2000-01-02'), await partitionWith(store(), 'active')];
      expect(await store().sweep('20000101', 10_000)).toBe(9);
      for (const partition of over) expect(await namesIn(store(), partition)).toEqual([]);
      for (const partition of alive.slice(0, 2))
        expect(await namesIn(store(), partition)).toEqual(['active', 'code', 'gen.0']);
      expect(await namesIn(store(), alive[2] ?? '')).toEqual(['active']);
      expect(await store().sweep('20000101', 10_000)).toBe(0);
    });

    it('finds partitions in all ranges of newPartition', async () => {
      const partitions = new Map<string, string>();
      while (partitions.size < 16) {
        const partition = newPartition(noon('2001-01-01'));
        partitions.set(partition.charAt(0), partition);
      }
      for (const partition of partitions.values()) await store().commit(partition, [insert('code')]);
      await store().sweep('20010102', 10_000);
      for (const partition of partitions.values()) expect(await namesIn(store(), partition)).toEqual([]);
    });

    it('keeps partitions that end on the last second of the day, and on the day itself', async () => {
      const endings = ['2002-03-01T00:00:00Z', '2002-03-01T23:59:59Z'].map((time) =>
        newPartition(Date.parse(time) / 1000),
      );
      for (const partition of endings) await store().commit(partition, [insert('code')]);
      await store().sweep('20020301', 10_000);
      for (const partition of endings) expect(await namesIn(store(), partition)).toEqual(['code']);
      await store().sweep('20020302', 10_000);
      for (const partition of endings) expect(await namesIn(store(), partition)).toEqual([]);
    });

    it('removes more partitions than fit on one page', async () => {
      const partitions = await Promise.all(Array.from({ length: 120 }, () => ending('2003-01-01')));
      expect(await store().sweep('20030102', 10_000)).toBeGreaterThanOrEqual(3 * partitions.length);
      for (const partition of partitions) expect(await namesIn(store(), partition)).toEqual([]);
    });

    it('removes whole partitions up to little more than the limit, and the rest in later calls', async () => {
      const partitions = await Promise.all(Array.from({ length: 90 }, () => ending('2004-01-01')));
      const sizes = async () => Promise.all(partitions.map(async (each) => (await namesIn(store(), each)).length));
      const first = await store().sweep('20040102', 60);
      expect(first).toBeGreaterThanOrEqual(60);
      // Each of sixteen ranges may have one partition in progress.
      expect(first).toBeLessThan(60 + 16 * 3);
      expect((await sizes()).filter((size) => size === 0).length).toBe(first / 3);
      expect((await sizes()).filter((size) => size === 3).length).toBe(90 - first / 3);
      let removed = first;
      for (let calls = 0; removed < 270; calls += 1) {
        expect(calls).toBeLessThan(5);
        const count = await store().sweep('20040102', 60);
        if (count < 60) expect(removed + count).toBe(270);
        removed += count;
      }
      expect(await store().sweep('20040102', 60)).toBe(0);
    });

    it('can run several times at once', async () => {
      const over = await Promise.all(Array.from({ length: 60 }, () => ending('2005-01-01')));
      const alive = await ending('2005-01-02');
      const counts = await Promise.all([1, 2, 3].map(() => store().sweep('20050102', 10_000)));
      for (const partition of over) expect(await namesIn(store(), partition)).toEqual([]);
      expect(counts.reduce((sum, count) => sum + count)).toBe(180);
      expect(await namesIn(store(), alive)).toEqual(['active', 'code', 'gen.0']);
    });

    it.each(['', 'today', '2005-01-02', '+0100000', 'x', '999999999'])('refuses "%s" as a day', async (day) => {
      const partition = await partitionWith(store(), 'code');
      await expect(store().sweep(day, 10_000)).rejects.toThrow(RangeError);
      expect(await namesIn(store(), partition)).toEqual(['code']);
    });
  });
}
