// Bundles dist/, which is deployed, and out/, which runs it on a laptop and has the command line.
// `node build/build.js cli` bundles only the command line, and so does not disturb a running service; `if-changed` after either
// does nothing when no source has changed since the last build.
import { isFresh } from './stamp.js';

const args = process.argv.slice(2);
const what = args.includes('cli') ? 'cli' : 'all';

if (!(args.includes('if-changed') && isFresh(what))) {
  const { buildAll, buildCommandLine } = await import('./bundle.js');
  await (what === 'cli' ? buildCommandLine() : buildAll());
}
