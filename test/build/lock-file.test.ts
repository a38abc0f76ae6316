import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Record<string, LockedPackage>;
}

const root = join(import.meta.dirname, '..', '..');

/** That of the service, and that of the servers which the bench compares it with. */
const locks = await Promise.all(
  ['package-lock.json', 'bench/package-lock.json'].map(async (file): Promise<[string, Lock]> => {
    return [file, JSON.parse(await readFile(join(root, file), 'utf8'))];
  }),
);

/** The places where Node looks for a dependency of the package at `path`. */
function candidates(path: string, name: string): string[] {
  const folders = path
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return ['', ...folders].map((folder) => `${folder ? `${folder}/` : ''}node_modules/${name}`);
}

// npm omits packages of other platforms from the lock if the registry lacks them; `npm ci` then fails on those platforms.
it.each(locks)('%s has an entry for every optional dependency of every package, for each platform', (_, lock) => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !candidates(path, name).some((candidate) => candidate in lock.packages))
      .map((name) => `${path || 'its root'} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

it.each(locks)('%s names no registry', (_, lock) => {
  expect(JSON.stringify(lock)).not.toMatch(/"resolved"/);
});
