import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
  await readFile(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8'),
);

/** Where Node would look for a package that the one at `path` needs. */
function candidates(path: string, name: string): string[] {
  const folders = path
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return ['', ...folders].map((folder) => `${folder ? `${folder}/` : ''}node_modules/${name}`);
}

// npm leaves packages of other platforms out of the lock when the registry lacks them, and `npm ci` then refuses it there.
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
