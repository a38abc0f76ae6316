// `npm run tessera -- …`: the command line, which is built first if a source has changed since the last build.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.js';
import { isFresh } from './stamp.js';

if (!isFresh('cli')) {
  // In a process of its own, so that the command runs without what a build loads.
  const { status } = spawnSync(process.execPath, [join(root, 'build', 'build.js'), 'cli'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const built = '../out/tessera.js';
await import(built);
