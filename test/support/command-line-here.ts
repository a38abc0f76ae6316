// The command line in this process: bundled as it is built, so that it finds its files in the folder of the test.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { vi } from 'vitest';
import { cli } from '../../build/targets.js';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
}

type RunCommandLine = (args: readonly string[]) => Promise<void>;

let bundling: Promise<Uint8Array> | undefined;
const bundled = new Map<string, Promise<RunCommandLine>>();

/** @param folder with `out`, the bundle of the command line */
export function bundledCommandLine(folder: string): Promise<RunCommandLine> {
  const found = bundled.get(folder) ?? load(folder);
  bundled.set(folder, found);
  return found;
}

async function load(folder: string): Promise<RunCommandLine> {
  bundling ??= bundle();
  const file = join(folder, 'out', 'run-command-line.js');
  await writeFile(file, await bundling);
  const { runCommandLine } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  return runCommandLine;
}

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({ ...cli, entryPoints: ['cli/run-command-line.ts'], write: false });
  const [file] = outputFiles;
  if (!file) throw new Error('the command line was not bundled');
  return file.contents;
}

let last: Promise<unknown> = Promise.resolve();

/** Calls run one after another, since they share the streams, environment and exit code of this process. */
export function callHere(
  runCommandLine: RunCommandLine,
  args: readonly string[],
  folder: string,
  given: Required<Given>,
): Promise<Ran> {
  const calling = last.then(() => callAlone(runCommandLine, args, folder, given));
  last = calling.catch(() => {});
  return calling;
}

async function callAlone(
  runCommandLine: RunCommandLine,
  args: readonly string[],
  folder: string,
  { env, stdin }: Required<Given>,
): Promise<Ran> {
  const { env: environment, exitCode } = process;
  const cwd = process.cwd();
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  const input = vi.spyOn(process, 'stdin', 'get').mockReturnValue(readable(stdin));
  process.env = { TMPDIR: environment.TMPDIR, ...env };
  process.exitCode = undefined;
  process.chdir(folder);
  try {
    await runCommandLine(args);
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(cwd);
    process.env = environment;
    process.exitCode = exitCode;
    input.mockRestore();
    stdout.end();
    stderr.end();
  }
}

function readable(stdin: string | Uint8Array): typeof process.stdin {
  const bytes = Buffer.from(stdin);
  return Readable.from(bytes.length > 0 ? [bytes] : [], { objectMode: false }) as typeof process.stdin;
}

/** Collects output of the stream until the end of the capture. */
function capture(stream: NodeJS.WriteStream) {
  let written = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    written += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  });
  return { text: () => written, end: () => spy.mockRestore() };
}
