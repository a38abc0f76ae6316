// `node bench/simulate.js`: writes the tables of docs/scale.md and its plot. bench/scale/assumptions.js has what they rest on.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../build/root.js';
import { plotOf } from './scale/plot.js';
import { simulate } from './scale/simulation.js';
import { tables, withTables } from './scale/tables.js';

const page = join(root, 'docs', 'scale.md');
const simulation = await simulate();
for (const [name, write] of Object.entries(tables)) console.log(`\n${name}\n\n${write(simulation)}`);
await writeFile(page, withTables(await readFile(page, 'utf8'), simulation));
await writeFile(join(root, 'docs', 'images', 'scale.svg'), plotOf(simulation));
