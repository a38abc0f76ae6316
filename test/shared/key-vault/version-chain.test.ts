import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followsNone, type RingVersion } from '../../../shared/key-vault/ring-versions.ts';
import { findInForce } from '../../../shared/key-vault/version-chain.ts';

function version(id: string, createdAt: number, follows: string | undefined, isEnabled = true): RingVersion {
  return { id, createdAt, follows, isEnabled };
}

function idsInForce(versions: readonly RingVersion[]) {
  const found = findInForce(versions);
  return found && [found.head.id, found.content?.id];
}

it('finds nothing where there is no ring', () => {
  expect(findInForce([])).toBeUndefined();
  expect(findInForce([version('b', 2, 'a')])).toBeUndefined();
});

it('follows the versions from the first to the last', () => {
  expect(idsInForce([version('c', 3, 'b'), version('a', 1, followsNone), version('b', 2, 'a')])).toEqual(['c', 'c']);
});

it('ignores a writer that was late', () => {
  const chain = [version('a', 1, followsNone), version('b', 2, 'a'), version('c', 9, 'b')];
  expect(idsInForce([...chain, version('0', 10, 'a')])).toEqual(['c', 'c']);
  expect(idsInForce([...chain, version('0', 10, followsNone)])).toEqual(['c', 'c']);
});

it('begins anew with the secret that an operator set last', () => {
  const chain = [version('a', 1, followsNone), version('b', 2, 'a'), version('h', 3, undefined)];
  expect(idsInForce(chain)).toEqual(['h', 'h']);
  expect(idsInForce([...chain, version('c', 4, 'b')]), 'a change of the ring before').toEqual(['h', 'h']);
  expect(idsInForce([...chain, version('i', 4, 'h')])).toEqual(['i', 'i']);
  expect(idsInForce([...chain, version('j', 4, undefined)])).toEqual(['j', 'j']);
});

it('goes back to the version before a disabled one, and still goes on after it', () => {
  const chain = [version('a', 1, followsNone), version('b', 2, 'a', false)];
  expect(idsInForce(chain)).toEqual(['b', 'a']);
  expect(idsInForce([...chain, version('c', 3, 'b')])).toEqual(['c', 'c']);
  expect(idsInForce([version('a', 1, followsNone, false)])).toEqual(['a', undefined]);
});

it('goes back to the ring before one that an operator set and disabled', () => {
  const chain = [version('a', 1, followsNone), version('b', 2, 'a'), version('h', 3, undefined, false)];
  expect(idsInForce(chain)).toEqual(['h', 'b']);
  expect(idsInForce([...chain, version('c', 4, 'b')]), 'a late change of the ring before').toEqual(['h', 'b']);
  expect(idsInForce([...chain, version('i', 4, undefined, false)])).toEqual(['i', 'b']);
  expect(idsInForce([...chain, version('j', 4, 'h')])).toEqual(['j', 'j']);
  expect(idsInForce([version('h', 1, undefined, false)])).toEqual(['h', undefined]);
});

it('ends on versions that follow each other in a circle', () => {
  expect(idsInForce([version('a', 1, undefined), version('b', 2, 'a'), version('a', 3, 'b')])).toEqual(['a', 'a']);
});

/** Writers that each saw some of the versions, and wrote in later seconds. */
const histories = fc
  .array(fc.record({ seen: fc.nat(), pause: fc.integer({ min: 0, max: 2 }) }), { maxLength: 30 })
  .map((writes) => {
    const versions: RingVersion[] = [version('first', 0, followsNone)];
    let time = 0;
    for (const [index, { seen, pause }] of writes.entries()) {
      time += pause;
      const known = versions.slice(0, 1 + (seen % versions.length));
      versions.push(version(`${(index * 7919) % 997}`, time, findInForce(known)?.head.id));
    }
    return versions;
  });

it('never takes a version out of force but for one that follows it, except within a second', () => {
  fc.assert(
    fc.property(histories, (versions) => {
      for (let count = 1; count < versions.length; count += 1) {
        const [before, after] = [versions.slice(0, count), versions.slice(0, count + 1)];
        const head = findInForce(before)?.head;
        const added = after[count];
        const now = findInForce(after)?.head;
        const isSameSecond = before.some(
          ({ follows, createdAt }) => follows === added?.follows && createdAt === added?.createdAt,
        );
        if (!isSameSecond) expect(now === head || (now === added && added?.follows === head?.id)).toBe(true);
      }
    }),
  );
});

it('is the same for every reader, in whatever order it gets the versions', () => {
  const shuffled = histories.chain((versions) =>
    fc.tuple(
      fc.constant(versions),
      fc.shuffledSubarray(versions, { minLength: versions.length, maxLength: versions.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([versions, others]) => {
      expect(findInForce(others)).toEqual(findInForce(versions));
    }),
  );
});
