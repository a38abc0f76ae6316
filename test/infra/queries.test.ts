// The queries that are deployed are those that docs/operations.md shows, and they ask for what the log has.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { events, logFields } from '../../shared/log/log-fields.ts';
import { infra } from './snapshot.ts';

const page = await readFile(join(infra, '..', 'docs', 'operations.md'), 'utf8');
const shown = [...page.matchAll(/```kusto\n([\s\S]*?)```/g)].map(([, text]) => text);
const folder = join(infra, 'queries');
const files = await readdir(folder);

describe.each(files)('%s', (file) => {
  it('is in docs/operations.md as it is', async () => {
    expect(shown).toContain(await readFile(join(folder, file), 'utf8'));
  });

  it('asks for members and events of the log', async () => {
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, member = ''] of text.matchAll(/\bline\.(\w+)/g))
      expect([...Object.keys(logFields)]).toContain(member);
    const named = [...text.matchAll(/line\.event\)? (?:in \(([^)]*)\)|== ("\w+"))/g)].flatMap(([, many, one]) =>
      [...(many ?? one ?? '').matchAll(/"(\w+)"/g)].map(([, name]) => name),
    );
    for (const name of named) expect(Object.keys(events)).toContain(name);
  });
});

it('shows no query that is not deployed', () => {
  expect(shown).toHaveLength(files.length);
});
