import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
  await readFile(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8'),
);

/** The places where Node looks for a dependency of the package at `path`. */
function candidates(path: string, name: string): string[] {
  const folders = path
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return ['', ...folders].map((folder) => `${folder ? `${folder}/` : ''}node_modules/${name}`);
}

// npm omits packages of other platforms from the lock if the registry lacks them; `npm ci` then fails on those platforms.
it('has an entry for every optional dependency of every package, for each platform', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !candidates(path, name).some((candidate) => candidate in lock.packages))
      .map((name) => `${path || 'tessera'} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

it('names no registry', () => {
  expect(JSON.stringify(lock)).not.toMatch(/"resolved"/);
});
