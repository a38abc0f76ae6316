// Shows the sources of a stack in a log of the deployed app, which is minified: `node build/read-stack.js < log.txt`, in a
// checkout of the deployed commit after `npm run build`.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from './root.js';

/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map();

/** Undefined for a chunk that this build does not have. @param {string} file in dist/ */
function mapOf(file) {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

/** @param {string} file */
function readMap(file) {
  try {
    return new SourceMap(JSON.parse(readFileSync(join(root, 'out', 'maps', `${file}.map`), 'utf8')));
  } catch {
    return undefined;
  }
}

const position = /(?:file:\/\/)?[^\s()"]*\/dist\/([\w-]+\.js):(\d+):(\d+)/g;

const log = await text(process.stdin);
process.stdout.write(
  log.replaceAll(position, (built, file, line, column) => {
    // Stacks count from 1, and maps from 0.
    const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry)) return built;
    return `${normalize(join('dist', entry.originalSource)).replaceAll('\\', '/')}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  }),
);

const unknown = [...maps].flatMap(([file, map]) => (map ? [] : [file]));
if (unknown.length > 0) {
  console.error(
    `${unknown.join(', ')} is not of this build, so the positions in app.js may be wrong: check out the deployed commit, and run npm run build.`,
  );
}
