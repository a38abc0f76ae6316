import type { RotationRules } from './due-rotation.ts';
import type { KeyRingRecord } from './key-ring-record.ts';
import { findOldest, keysOf, type Line, linesOf, neededUntil, usableAt } from './rotation.ts';

/**
 * When the rotation has something to do next.
 * @returns seconds since the epoch; 0 if something is due at once
 */
export function nextRotationAt(ring: KeyRingRecord, required: readonly Line[], rules: RotationRules): number {
  const keys = keysOf(ring);
  const lines = [...new Set([...linesOf(ring), ...required])];
  const ofLines = lines.map((line) => {
    const next = findOldest(keys, line, 'next');
    if (next) return usableAt(next, rules.publicationSeconds) ?? 0;
    const createdAt = findOldest(keys, line, 'active')?.created_at;
    return createdAt === undefined ? 0 : createdAt + rules.periodSeconds;
  });
  const ofRetired = keys.filter(({ status }) => status === 'retired');
  return Math.min(...ofLines, ...ofRetired.map((key) => neededUntil(key, rules.publicationSeconds) ?? 0));
}
