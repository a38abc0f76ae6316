// A run leaves nothing behind. Its temporary files are in a separate folder for each run.
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** For files that are gone when the run ends. */
    readonly filesFolder: string;
  }
}

const dataFolder = join(import.meta.dirname, '..', '..', '.data');

/** Milliseconds for child processes to end by themselves, before a hanging one is reported. */
const endingTimeoutMs = 60_000;

/** Of all projects of a run, the first one makes the folder, and removes it. */
export async function setup({ provide, vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const made = process.env.TESSERA_TEST_RUN;
  const folder = made ?? (await mkdtemp(join(tmpdir(), 'tessera-run-')));
  provide('filesFolder', join(folder, 'files'));
  if (made !== undefined) return undefined;
  // Readable for all, since some tests drop the rights of root.
  await chmod(folder, 0o755);
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  await mkdir(join(folder, 'files'));
  // Workers have the environment of this process.
  process.env.TESSERA_TEST_RUN = folder;
  process.env.TMPDIR = temporary;
  const hadData = existsSync(dataFolder);
  const data = await namesBelow(dataFolder);
  return async () => {
    const left = [
      ...(await processesLeft(folder)).map((each) => `process ${each}`),
      ...(await readdir(temporary)).map((name) => join(temporary, name)),
      ...(await namesBelow(dataFolder)).filter((name) => !data.includes(name)).map((name) => join(dataFolder, name)),
    ];
    await rm(folder, { recursive: true, force: true });
    if (!hadData) await rmdir(dataFolder).catch(() => {});
    if (left.length === 0) return;
    vitest.logger.error(['Tests have left behind:', ...left].join('\n  '));
    process.exitCode = 1;
  };
}

async function namesBelow(folder: string): Promise<readonly string[]> {
  return existsSync(folder) ? readdir(folder, { recursive: true }) : [];
}

/** Processes are known by the folder, which is in their environment. Looked for where there is a /proc. */
async function processesLeft(folder: string): Promise<readonly string[]> {
  for (const end = Date.now() + endingTimeoutMs; ; await setTimeout(100)) {
    const found = await processesOf(folder);
    if (found.length === 0 || Date.now() >= end) return found;
  }
}

async function processesOf(folder: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const commands = ids.map(async (id) => {
    const read = (name: string) => readFile(join('/proc', id, name), 'utf8').catch(() => '');
    if (Number(id) === process.pid || !(await read('environ')).includes(`TMPDIR=${folder}`)) return [];
    const command = (await read('cmdline')).replaceAll('\0', ' ').trim();
    // Those of Vitest itself end after this.
    return command === '' || command.includes('/vitest/dist/workers/') ? [] : [`${id}: ${command}`];
  });
  return (await Promise.all(commands)).flat();
}
