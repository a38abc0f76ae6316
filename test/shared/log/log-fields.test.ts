import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { events, logFields } from '../../../shared/log/log-fields.ts';

const manual = await readFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'operations.md'), 'utf8');

/** The names in the first column of a section's table. */
function namesIn(section: string): string[] {
  const [, text = ''] = manual.split(`## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/^\| `(\w+)` \|/gm)].flatMap(([, name]) => name ?? []);
}

it('are in the manual: every member of a line', () => {
  expect(namesIn('Reading the log')).toEqual(Object.keys(logFields));
});

it('are in the manual: every event', () => {
  const documented = namesIn('Events').filter((name) => name !== 'event');
  expect(documented).toEqual(Object.keys(events));
});
