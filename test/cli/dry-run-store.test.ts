// The store of a dry run returns what the real one would return, and does not change it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dryRunStore } from '../../cli/explain/dry-run-store.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Change } from '../../shared/store/store.ts';
import { testClock } from '../support/clock.ts';

const name = fc.constantFrom('code', 'active', 'gen.0', 'gen.1');
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ insert: name, values: fc.record({ by: fc.string({ maxLength: 3 }) }) }),
  fc.record({ require: name }),
  fc.record({ remove: name }),
);
const commits = fc.array(
  fc.record({
    partition: fc.constantFrom('p', 'q'),
    changes: fc.uniqueArray(change, { selector: (each) => Object.values(each)[0], minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 12 },
);

it('returns the result that the real store would return for every change, and leaves it unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(commits, commits, async (before, after) => {
      const clock = testClock();
      const [twin, real] = [memoryStore(clock), memoryStore(clock)];
      for (const { partition, changes } of before) {
        await twin.commit(partition, changes);
        await real.commit(partition, changes);
      }
      const untouched = await Promise.all(['p', 'q'].map((partition) => real.read(partition)));
      clock.advance(5);
      const dryRun = dryRunStore(real);
      for (const { partition, changes } of after) {
        expect(await dryRun.commit(partition, changes)).toBe(await twin.commit(partition, changes));
        const [found, expected] = [await dryRun.read(partition), await twin.read(partition)];
        const sorted = (rows: typeof found.rows) => [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
        expect(sorted(found.rows)).toEqual(sorted(expected.rows));
      }
      clock.advance(-5);
      expect(await Promise.all(['p', 'q'].map((partition) => real.read(partition)))).toEqual(untouched);
    }),
  );
});
