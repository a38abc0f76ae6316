// The version, and the commit that this command line was built from.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFrom, root } from '../../local/environment.ts';
import { version } from '../../shared/base/version.ts';

export function versionText(): string {
  return `tessera ${version} (commit ${builtFrom ?? commitOfCheckout()})`;
}

const digits = 12;

function commitOfCheckout(): string {
  return existsSync(join(root, '.git')) ? (commitOfGit() ?? 'unknown') : (commitOfArchive() ?? 'unknown');
}

/** Undefined without git, or before the first commit. */
function commitOfGit(): string | undefined {
  try {
    const commit = git('rev-parse', 'HEAD').trim().slice(0, digits);
    // Only a changed file can import one that git does not know.
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}, with changes`;
  } catch {
    return undefined;
  }
}

function git(...args: readonly string[]): string {
  // A hook of another repository sets variables that name that one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  return execFileSync('git', [...args], { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** `git archive` writes the commit into this file, and so does a site that offers the source as an archive. */
function commitOfArchive(): string | undefined {
  try {
    const [commit] = /^[0-9a-f]{40,64}$/m.exec(readFileSync(join(root, 'build', 'commit.txt'), 'utf8')) ?? [];
    return commit?.slice(0, digits);
  } catch {
    return undefined;
  }
}
