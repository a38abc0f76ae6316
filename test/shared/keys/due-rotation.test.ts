import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { findDue, linesToMake, makeDue, type RotationRules, type TwoTimes } from '../../../shared/keys/due-rotation.ts';
import { generateKeyRing, type KeyRingRecord, readKeyRing } from '../../../shared/keys/key-ring-record.ts';
import { nextRotationAt } from '../../../shared/keys/next-rotation.ts';
import { keysOf, type Line, lineOf, type RingKey } from '../../../shared/keys/rotation.ts';
import { storedRing } from '../../../shared/keys/stored-ring.ts';

const start = 1_800_000_000;
const day = 86_400;
const rules: RotationRules = { periodSeconds: 90 * day, publicationSeconds: day };

let made: KeyRingRecord;
beforeAll(async () => {
  made = await generateKeyRing(['ES256', 'EdDSA'], start);
});

/** Keys with new kids; their contents do not matter to the rules. */
function spare(): KeyRingRecord {
  const named = <Key extends RingKey>(key: Key): Key => ({ ...key, kid: randomBytes(16).toString('base64url') });
  return { signing: made.signing.map(named), sealing: made.sealing.map(named) };
}

const fresh = (): KeyRingRecord => ({
  signing: made.signing.filter(({ alg }) => alg === 'ES256'),
  sealing: made.sealing,
});
const at = (time: number): TwoTimes => ({ earlier: time, later: time });

function rotate(ring: KeyRingRecord, times: TwoTimes, required: readonly Line[] = []) {
  const due = findDue(ring, required, rules, times);
  return due.length === 0 ? undefined : makeDue(ring, due, spare(), times);
}

/** @throws when nothing is due */
function rotated(ring: KeyRingRecord, times: TwoTimes, required: readonly Line[] = []): KeyRingRecord {
  const result = rotate(ring, times, required);
  if (!result) throw new Error('nothing is due');
  return result.ring;
}

const statuses = (ring: KeyRingRecord) => keysOf(ring).map((key) => `${lineOf(key)} ${key.status}`);
const ageless = (ring: KeyRingRecord): KeyRingRecord => ({
  ...ring,
  signing: ring.signing.map(({ created_at: _, ...key }) => key),
});

describe('the rotation of a ring', () => {
  it('publishes, uses, retires and removes the keys of each line at their times, and does nothing in between', () => {
    const ages: [seconds: number, statuses: readonly string[]][] = [];
    let ring = fresh();
    for (let now = start; now < start + 93 * day; now = Math.max(now + 1, nextRotationAt(ring, [], rules))) {
      const result = rotate(ring, at(now));
      if (!result) continue;
      expect(rotate(ring, at(now - 1))).toBeUndefined();
      ring = result.ring;
      ages.push([now - start, statuses(ring)]);
    }
    const both = ['ES256 active', 'ES256 next', 'sealing active', 'sealing next'];
    const used = ['ES256 retired', 'ES256 active', 'sealing retired', 'sealing active'];
    expect(ages).toEqual([
      [90 * day, both],
      [91 * day, used],
      // The longest token, 300 s in a cache, and the time in which an instance may not know.
      [92 * day + 300 + day - 360, ['ES256 active', 'sealing retired', 'sealing active']],
    ]);
    // A master is needed for a year, and the time in which an instance may go on sealing with it.
    const until = start + 91 * day + 31_536_000 + day;
    const [retired] = ring.sealing;
    expect(retired?.retired_at).toBe(start + 91 * day);
    const kids = (rings: KeyRingRecord | undefined) => rings?.sealing.map(({ kid }) => kid);
    expect(kids(rotate(ring, at(until - 1))?.ring)).toContain(retired?.kid);
    expect(kids(rotate(ring, at(until))?.ring)).not.toContain(retired?.kid);
  });

  it('says which keys it made, made active and removed', () => {
    const first = rotate(fresh(), at(start + 90 * day));
    const kids = [...(first?.ring.signing ?? []), ...(first?.ring.sealing ?? [])]
      .filter(({ status }) => status === 'next')
      .map(({ kid }) => kid);
    expect(first).toMatchObject({ made: kids, activated: [], removed: [] });
    const second = first && rotate(first.ring, at(start + 91 * day));
    expect(second).toMatchObject({ made: [], activated: kids, removed: [] });
    const third = second && rotate(second.ring, at(start + 94 * day));
    expect(third).toMatchObject({ made: [], activated: [], removed: [made.signing[0]?.kid] });
  });

  it('makes a next key for an active one of unknown age, or from the future', () => {
    expect(statuses(rotated(ageless(fresh()), at(start)))).toEqual(['ES256 active', 'ES256 next', 'sealing active']);
    expect(statuses(rotated(fresh(), at(start - 1)))).toContain('ES256 next');
  });

  it('lets a next key of unknown age, or from the future, wait from now on', () => {
    const now = start + 90 * day;
    const ring = rotated(fresh(), at(now));
    const future = (key: RingKey) => (key.status === 'next' ? { ...key, created_at: now + 999 * day } : key);
    const wrong = { signing: ring.signing.map(future), sealing: ring.sealing.map(future) } as KeyRingRecord;
    for (const each of [wrong, ageless(ring)]) {
      const dated = rotated(each, at(now));
      expect(dated.signing.find(({ status }) => status === 'next')?.created_at).toBe(now);
      expect(rotate(dated, at(now + day - 1))).toBeUndefined();
      expect(statuses(rotated(dated, at(now + day)))).toContain('ES256 retired');
    }
  });

  it('lets a retired key of unknown age, or from the future, wait from now on', () => {
    const ring = rotated(rotated(fresh(), at(start + 90 * day)), at(start + 91 * day));
    const sealing = ring.sealing.map(({ retired_at: _, ...master }) => master);
    const now = start + 92 * day;
    const dated = rotated({ ...ring, sealing }, at(now));
    expect(dated.sealing.find(({ status }) => status === 'retired')?.retired_at).toBe(now);
  });

  it('begins a line for an algorithm that the ring has no key for', () => {
    const begun = rotated(fresh(), at(start), ['ES256', 'EdDSA', 'sealing']);
    expect(statuses(begun)).toEqual(['ES256 active', 'EdDSA next', 'sealing active']);
    expect(rotate(begun, at(start + day - 1), ['EdDSA'])).toBeUndefined();
    expect(statuses(rotated(begun, at(start + day), ['EdDSA']))).toContain('EdDSA active');
  });

  it('waits by the earlier clock, and begins at the later one', () => {
    const now = start + 90 * day;
    expect(rotate(fresh(), { earlier: now - 1, later: now + day })).toBeUndefined();
    const ring = rotated(fresh(), { earlier: now, later: now + 5 });
    expect(ring.signing.find(({ status }) => status === 'next')?.created_at).toBe(now + 5);
    expect(rotate(ring, { earlier: now + 4 + day, later: now + 999 * day })).toBeUndefined();
    expect(statuses(rotated(ring, { earlier: now + 5 + day, later: now + 6 + day }))).toContain('ES256 retired');
  });

  it('replaces the keys of one line only, when only that is due', () => {
    const [master] = made.sealing;
    const ring = { ...fresh(), sealing: master ? [{ ...master, created_at: start + day }] : [] };
    expect(linesToMake(findDue(ring, [], rules, at(start + 90 * day)))).toEqual(['ES256']);
  });
});

describe('a ring in a vault', () => {
  it('has its last change from when the vault stored it, and the earlier ones from before', () => {
    const now = start + 90 * day;
    const late = now + 3 * day;
    const dates = (ring: KeyRingRecord) => keysOf(ring).map(({ created_at, retired_at }) => [created_at, retired_at]);
    const first = storedRing(rotated(fresh(), at(now)), late);
    expect(dates(first)).toEqual([
      [start, undefined],
      [late, undefined],
      [start, undefined],
      [late, undefined],
    ]);
    const second = storedRing(rotated(first, at(late + day)), late + 2 * day);
    expect(dates(second)).toEqual([
      [start, late + 2 * day],
      [late, undefined],
      [start, late + 2 * day],
      [late, undefined],
    ]);
  });

  it('has no time after the one at which the vault stored it', () => {
    const ahead = storedRing(rotated(fresh(), at(start + 9_999 * day)), start + 90 * day);
    expect(keysOf(ahead).map(({ created_at }) => created_at)).toEqual([
      start,
      start + 90 * day,
      start,
      start + 90 * day,
    ]);
  });

  it('keeps its keys without times as they are', () => {
    const [key] = ageless(fresh()).signing;
    expect(storedRing(ageless(fresh()), start + day)).toEqual({
      signing: [key],
      sealing: made.sealing.map((master) => ({ ...master, created_at: start + day })),
    });
  });
});

describe('any history of a ring', () => {
  const pause = fc.oneof(fc.nat(2 * day), fc.nat(100 * day));
  const turn = fc.record({ pause, behind: fc.oneof(fc.constant(0), fc.nat(400 * day)), ahead: fc.nat(400 * day) });

  it('has valid rings, whose lines have one active key each, and forgets no key before its time', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
        let ring = fresh();
        let now = start;
        for (const { pause: seconds, behind, ahead } of turns) {
          now += seconds;
          const result = rotate(ring, { earlier: now - behind, later: now + ahead }, ['ES256', 'sealing', 'EdDSA']);
          if (!result) continue;
          const before = ring;
          ring = storedRing(result.ring, now);
          expect(readKeyRing(ring)).toEqual(ring);
          for (const line of ['ES256', 'sealing']) {
            const active = keysOf(ring).filter((key) => lineOf(key) === line && key.status === 'active');
            expect(active).toHaveLength(1);
          }
          for (const key of keysOf(before)) {
            const after = keysOf(ring).find(({ kid }) => kid === key.kid);
            if (key.status === 'next' && after?.status === 'active') {
              expect(now).toBeGreaterThanOrEqual((key.created_at ?? now) + day);
            }
            if (after) continue;
            const lifetime = 'alg' in key ? day : 31_536_000;
            expect(key.status).toBe('retired');
            expect(now).toBeGreaterThanOrEqual((key.retired_at ?? now) + lifetime + day - 360);
          }
        }
      }),
      { numRuns: process.env.LONG ? 2_000 : 100 },
    );
  });
});
