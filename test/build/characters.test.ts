import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesOf } from '../../build/sizes.js';

const root = join(import.meta.dirname, '..', '..');

it('writes what a start reads without a character beyond Latin-1, for which V8 would take twice the memory', () => {
  const { outputs } = JSON.parse(readFileSync(join(root, 'out', 'app-files.json'), 'utf8'));
  const parts = filesOf(outputs);
  const files = ['out/start.js', ...(parts['at every start'] ?? []), ...(parts['with STORE=table'] ?? [])];
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => /[\u0100-\uffff]/.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
