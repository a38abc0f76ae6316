// docs/scale.md and its plot are what bench/simulate.js writes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plotOf } from '../../bench/scale/plot.js';
import { simulate } from '../../bench/scale/simulation.js';
import { withTables } from '../../bench/scale/tables.js';

const docs = join(import.meta.dirname, '..', '..', 'docs');

it('the tables and the plot of docs/scale.md are those of the simulation: node bench/simulate.js', async () => {
  const simulation = await simulate();
  const page = await readFile(join(docs, 'scale.md'), 'utf8');
  expect(page).toBe(withTables(page, simulation));
  expect(await readFile(join(docs, 'images', 'scale.svg'), 'utf8')).toBe(plotOf(simulation));
});
