// The command line as one file that needs only Node.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundledFiles, codeInSchemas, root } from './compile-schema.js';
import { cliAlone } from './targets.js';

/** @returns its bytes, the files whose code is in it, and what `--version` answers */
export async function commandLineAlone() {
  // That of the checkout knows the commit.
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'out', 'tessera.js'), '--version']);
  const versionLine = stdout.trim();
  const commit = /\(commit (.*)\)$/.exec(versionLine)?.[1] ?? 'unknown';
  const { outputFiles, metafile } = await build({ ...cliAlone(commit), metafile: true, write: false });
  const [script] = outputFiles;
  if (!script) throw new Error('the command line was not bundled');
  return { script: script.contents, files: [...bundledFiles(metafile), ...codeInSchemas], versionLine };
}
