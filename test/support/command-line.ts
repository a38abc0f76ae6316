// The built command line in a separate folder: without local settings, and with the environment of the test only.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundledCommandLine, callHere, type Given, type Ran } from './command-line-here.ts';
import { patientProcess } from './patient-processes.ts';

const root = join(import.meta.dirname, '..', '..');

/** Never called: it tells vitest --changed what a command runs. */
const _source = () => import('../../cli/tessera.ts');

export interface CommandLine {
  /** A folder in place of the repository. */
  readonly folder: string;
  /** Runs in a separate process, as in a terminal. */
  run(args: readonly string[], given?: Given): Promise<Ran>;
  /** Runs in this process in a fifth of the time: one call after another, with a configured store. */
  call(args: readonly string[], given?: Given): Promise<Ran>;
  /** The standard output of a call, read as JSON. @throws Error when the command did not end with 0 */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  json(args: readonly string[], given?: Given): Promise<any>;
  close(): Promise<void>;
}

/** Without what is only packed or published. */
function isNeeded(source: string): boolean {
  return !/[\\/]out[\\/](?:package|maps|command-line|screenshots|.*\.zip)$/.test(source);
}

/** @param environment of every command, unless a test says otherwise */
export async function openCommandLine(environment: Readonly<Record<string, string>> = {}): Promise<CommandLine> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tessera-cli-')));
  await cp(join(root, 'out'), join(folder, 'out'), { recursive: true, filter: isNeeded });
  await mkdir(join(folder, 'local'));
  await cp(join(root, 'local', 'demo-clients.json'), join(folder, 'local', 'demo-clients.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');

  async function run(args: readonly string[], { env = {}, stdin = '' }: Given = {}): Promise<Ran> {
    const child = spawn(process.execPath, [join(folder, 'out', 'tessera.js'), ...args], {
      cwd: folder,
      env: { ...patientProcess, ...environment, ...env },
      stdio: 'pipe',
    });
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    return { code, stdout, stderr };
  }

  async function call(args: readonly string[], { env = {}, stdin = '' }: Given = {}): Promise<Ran> {
    return callHere(await bundledCommandLine(folder), args, folder, { env: { ...environment, ...env }, stdin });
  }

  return {
    folder,
    run,
    call,
    async json(args, given) {
      const end = args.includes('--') ? args.indexOf('--') : args.length;
      const ran = await call([...args.slice(0, end), '--json', ...args.slice(end)], given);
      if (ran.code !== 0) throw new Error(`${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
      return JSON.parse(ran.stdout);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The table service of a connection string, as commands name it. */
export function storeLine(connectionString: string): string {
  return `store: ${/TableEndpoint=([^;]+)/.exec(connectionString)?.[1]}\n`;
}
