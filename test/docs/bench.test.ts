import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const runOf = (text: string) => /Run (\d{4}-\d\d-\d\dT[\d:.]+Z)\./.exec(text)?.[1];

it('the table and the plot come from the same run, and the README shows the plot', async () => {
  const run = runOf(await read('bench/results.md'));
  expect(run).toBeDefined();
  expect(runOf(await read('bench/results.svg'))).toBe(run);
  expect(await read('README.md')).toContain('(bench/results.svg)');
});

it('names the versions that the lock of the bench has, and the jose of the service', async () => {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(await read('bench/package-lock.json'));
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(await read('bench/package.json'));
  const results = await read('bench/results.md');
  for (const [name, version] of Object.entries(dependencies)) {
    expect(results).toContain(`- ${name} ${version}\n`);
    expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
  }
  const service: { dependencies: Record<string, string> } = JSON.parse(await read('package.json'));
  expect(dependencies.jose).toBe(service.dependencies.jose);
});
