// What a start costs beside an empty start of Node on the same machine: CPU time, as a ratio of interleaved medians.
import { expect, it } from 'vitest';
import { measureStarts } from '../../bench/start-up/starts.js';

/** Empty starts. A quarter above what is reached: 3.3 and 4.5, where the libraries for Functions and JWTs alone take 1.75. */
const budget = { memory: 4.1, table: 5.6 };

it('costs no more than a few empty starts of Node', async () => {
  const { empty, memory, table } = await measureStarts(15);
  expect(memory.cpuMs / empty.cpuMs).toBeLessThan(budget.memory);
  expect(table.cpuMs / empty.cpuMs).toBeLessThan(budget.table);
});
