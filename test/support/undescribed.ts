// Set up for each test file: a test fails that got an answer which openapi.yaml does not describe.
import { afterAll, afterEach } from 'vitest';

const undescribed: string[] = [];

export function noteUndescribed(problems: readonly string[]): void {
  undescribed.push(...problems);
}

/** Those noted since the last call. */
export function takeUndescribed(): readonly string[] {
  return undescribed.splice(0);
}

function failOnUndescribed(): void {
  const found = new Set(takeUndescribed());
  if (found.size > 0) throw new Error(['openapi.yaml describes other answers than these:', ...found].join('\n  '));
}

afterEach(failOnUndescribed);
// Also for an answer that came after the last test.
afterAll(failOnUndescribed);
