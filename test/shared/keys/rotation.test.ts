import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openKeyRing, publishedAfterRetirementSeconds } from '../../../shared/keys/key-ring.ts';
import {
  generateKeyRing,
  type KeyRingRecord,
  readKeyRing,
  type SigningAlg,
} from '../../../shared/keys/key-ring-record.ts';
import {
  keyPropagationSeconds,
  keysOf,
  lineOf,
  linesOf,
  type RingKey,
  retireKey,
  rotateKeys,
} from '../../../shared/keys/rotation.ts';

const start = 1_800_000_000;
const year = 31_536_000;
const algs: readonly SigningAlg[] = ['ES256', 'RS256', 'EdDSA'];

let made: KeyRingRecord;
beforeAll(async () => {
  made = await generateKeyRing(algs, start);
});

/** Keys with new kids; their contents do not matter to the rules. */
function spare(): KeyRingRecord {
  const named = <Key extends RingKey>(key: Key): Key => ({ ...key, kid: randomBytes(16).toString('base64url') });
  return { signing: made.signing.map(named), sealing: made.sealing.map(named) };
}

const ringOf = (...names: readonly SigningAlg[]): KeyRingRecord => ({
  signing: made.signing.filter(({ alg }) => names.includes(alg)),
  sealing: made.sealing,
});

function rotate(ring: KeyRingRecord, now: number, isForced = false) {
  return rotateKeys(ring, linesOf(ring), spare(), { now, isForced });
}

const statuses = (ring: KeyRingRecord) => keysOf(ring).map((key) => `${lineOf(key)} ${key.status}`);

describe('rotateKeys', () => {
  it('makes the next key of each line, and makes it active when every verifier knows it', () => {
    const first = rotate(ringOf('ES256'), start);
    expect(first.steps.map(({ line, is }) => [line, is])).toEqual([
      ['ES256', 'made'],
      ['sealing', 'made'],
    ]);
    expect(statuses(first.ring)).toEqual(['ES256 active', 'ES256 next', 'sealing active', 'sealing next']);

    const early = rotate(first.ring, start + keyPropagationSeconds - 1);
    expect(early.ring).toEqual(first.ring);
    expect(early.steps.map(({ is }) => is)).toEqual(['waiting', 'waiting']);

    const second = rotate(first.ring, start + keyPropagationSeconds);
    expect(second.steps.map(({ is }) => is)).toEqual(['activated', 'activated']);
    expect(statuses(second.ring)).toEqual(['ES256 retired', 'ES256 active', 'sealing retired', 'sealing active']);
    expect(second.ring.signing[0]?.retired_at).toBe(start + keyPropagationSeconds);
  });

  it('does not change other lines, and can begin a new one', () => {
    const first = rotateKeys(ringOf('ES256'), ['EdDSA'], spare(), { now: start });
    expect(statuses(first.ring)).toEqual(['ES256 active', 'EdDSA next', 'sealing active']);
    const second = rotateKeys(first.ring, ['EdDSA'], spare(), { now: start + keyPropagationSeconds });
    expect(statuses(second.ring)).toEqual(['ES256 active', 'EdDSA active', 'sealing active']);
  });

  it('makes a young key, or one of unknown age, active only if it is forced', () => {
    const { ring } = rotate(ringOf('ES256'), start);
    expect(statuses(rotate(ring, start, true).ring)).toContain('ES256 retired');
    const ageless = { ...ring, signing: ring.signing.map(({ created_at: _, ...key }) => key) };
    const [step] = rotate(ageless, start + year).steps;
    expect(step).toMatchObject({ is: 'waiting', usableAt: undefined });
  });
});

describe('rotateKeys, forced', () => {
  it('makes a key and makes it active in one step', () => {
    const { ring, steps } = rotate(ringOf('ES256'), start, true);
    expect(steps.map(({ line, is }) => [line, is])).toEqual([
      ['ES256', 'made'],
      ['ES256', 'activated'],
      ['sealing', 'made'],
      ['sealing', 'activated'],
    ]);
    expect(statuses(ring)).toEqual(['ES256 retired', 'ES256 active', 'sealing retired', 'sealing active']);
    expect(ring.signing.map(({ retired_at }) => retired_at)).toEqual([start, undefined]);
  });
});

describe('retireKey', () => {
  const kidOf = (ring: KeyRingRecord, name: string) => keysOf(ring)[statuses(ring).indexOf(name)]?.kid ?? '';
  const retire = (ring: KeyRingRecord, name: string, now: number, isForced = false) =>
    retireKey(ring, kidOf(ring, name), spare(), { now, isForced });

  it('replaces an active key only by the next key of its line', () => {
    const ring = ringOf('ES256');
    expect(retire(ring, 'ES256 active', start)).toEqual({ refused: 'without next' });
    const { ring: both } = rotate(ring, start);
    const until = start + keyPropagationSeconds;
    expect(retire(both, 'ES256 active', until - 1)).toEqual({ refused: 'next too young', until });
    const retired = retire(both, 'ES256 active', until);
    expect(retired).toMatchObject({ isTakenOut: false, successor: kidOf(both, 'ES256 next') });
    expect('ring' in retired && statuses(retired.ring)).toEqual([
      'ES256 retired',
      'ES256 active',
      'sealing active',
      'sealing next',
    ]);
  });

  it('removes a retired key once every token made with it has expired', () => {
    const known = start + keyPropagationSeconds;
    const { ring } = rotate(rotate(ringOf('ES256'), start).ring, known);
    const rules = [
      ['ES256 retired', known + publishedAfterRetirementSeconds],
      ['sealing retired', known + year + keyPropagationSeconds],
    ] as const;
    for (const [name, until] of rules) {
      expect(retire(ring, name, until - 1)).toEqual({ refused: 'in use', until });
      const out = retire(ring, name, until);
      expect('ring' in out && statuses(out.ring)).toEqual(statuses(ring).filter((each) => each !== name));
    }
  });

  it('removes a leaked key at once, and replaces it', () => {
    const out = retire(ringOf('ES256'), 'ES256 active', start, true);
    expect(out).toMatchObject({ isTakenOut: true, successor: expect.any(String) });
    expect('ring' in out && statuses(out.ring)).toEqual(['ES256 active', 'sealing active']);
    expect('ring' in out && kidOf(out.ring, 'ES256 active')).not.toBe(kidOf(made, 'ES256 active'));
  });

  it('removes a next key at any time, and refuses an unknown kid', () => {
    const { ring } = rotate(ringOf('ES256'), start);
    const out = retire(ring, 'ES256 next', start);
    expect('ring' in out && statuses(out.ring)).toEqual(['ES256 active', 'sealing active', 'sealing next']);
    expect(retireKey(ring, 'nobody', spare(), { now: start, isForced: true })).toEqual({ refused: 'unknown' });
  });
});

describe('any sequence of rotations and retirements', () => {
  const command = fc.record({
    does: fc.constantFrom('rotate' as const, 'rotate' as const, 'retire' as const),
    pick: fc.nat(99),
    isForced: fc.boolean(),
    pause: fc.oneof(fc.nat(2 * keyPropagationSeconds), fc.nat(2 * publishedAfterRetirementSeconds), fc.nat(2 * year)),
    lines: fc.option(fc.subarray([...algs, 'sealing' as const], { minLength: 1 })),
  });

  it('leaves a valid ring with one active key per line, and removes no published key early', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
        let ring = ringOf('ES256', 'RS256');
        let now = start;
        for (const { does, pick, isForced, pause, lines } of commands) {
          now += pause;
          const before = ring;
          if (does === 'rotate') {
            ring = rotateKeys(ring, lines ?? linesOf(ring), spare(), { now, isForced }).ring;
          } else {
            const keys = keysOf(ring);
            const outcome = retireKey(ring, keys[pick % keys.length]?.kid ?? '', spare(), { now, isForced });
            if ('ring' in outcome) ring = outcome.ring;
          }
          expect(readKeyRing(ring)).toEqual(ring);
          for (const line of linesOf(before).filter((each) => hasActive(before, each))) {
            expect(keysOf(ring).filter((key) => lineOf(key) === line && key.status === 'active')).toHaveLength(1);
          }
          // A rotation removes no key, and a retirement removes at most one.
          const gone = keysOf(before).filter((key) => !keysOf(ring).some(({ kid }) => kid === key.kid));
          expect(gone.length).toBeLessThanOrEqual(does === 'retire' ? 1 : 0);
          if (isForced) continue;
          const kids = (await openKeyRing(ring, 'https://issuer.example')).published(now).map(({ kid }) => kid);
          const stay = (await openKeyRing(before, 'https://issuer.example')).published(now);
          const nexts = before.signing.filter(({ status }) => status === 'next').map(({ kid }) => kid);
          expect(stay.map(({ kid }) => kid ?? '').filter((kid) => !kids.includes(kid) && !nexts.includes(kid))).toEqual(
            [],
          );
          for (const master of before.sealing.filter(({ status }) => status !== 'next')) {
            const isOver = master.status === 'retired' && now >= (master.retired_at ?? now) + year;
            expect(isOver || ring.sealing.some(({ kid }) => kid === master.kid)).toBe(true);
          }
        }
      }),
      { numRuns: process.env.LONG ? 1_000 : 60 },
    );
  });

  function hasActive(ring: KeyRingRecord, line: string): boolean {
    return keysOf(ring).some((key) => key.status === 'active' && lineOf(key) === line);
  }
});
