// Programs in a folder, as a reader of the documents starts them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { patientProcess } from './patient-processes.ts';

interface Program {
  /** What it has printed so far. */
  readonly lines: readonly string[];
  readonly child: ChildProcess;
}

export interface Programs {
  /** Starts a file of the folder, and waits until it prints such a line. */
  start(file: string, environment: Readonly<Record<string, string>>, until: RegExp): Promise<Program>;
  /** Ends those that still run, the last one first. */
  close(): Promise<void>;
}

export function openPrograms(folder: string): Programs {
  const children: ChildProcess[] = [];
  return {
    async start(file, environment, until) {
      const child = spawn(process.execPath, [join(folder, file)], {
        cwd: folder,
        env: { ...patientProcess, ...environment },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      children.push(child);
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout });
      await new Promise<void>((resolve, reject) => {
        reader.on('line', (line) => {
          lines.push(line);
          if (until.test(line)) resolve();
        });
        child.once('exit', () => reject(new Error(`${file} ended: ${lines.join('\n')}`)));
      });
      return { lines, child };
    },
    async close() {
      for (const child of children.toReversed()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGINT');
        await once(child, 'exit');
      }
    },
  };
}

/** Starts the service of the folder, as `npm start`. @returns its address */
export async function startServiceOf(
  programs: Programs,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { lines } = await programs.start(join('out', 'start.js'), { PORT: '0', ...environment }, /^Ctrl-C/);
  return lines.flatMap((line) => /(http:\/\/localhost:\d+)\/token/.exec(line)?.[1] ?? [])[0] ?? '';
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return address && typeof address === 'object' ? address.port : 0;
}
