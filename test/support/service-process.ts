// The service in a separate process: the built app, as `npm start` starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { grantClients } from './grants.ts';
import { patientProcess } from './patient-processes.ts';
import { issuer, temporaryFile, testKeyRing } from './server.ts';

const root = join(import.meta.dirname, '..', '..');

/** Never called: it tells vitest --changed what the process runs. */
const _source = () => [import('../../local/start.ts'), import('../../app.ts')];

const hasGroups = process.platform !== 'win32';

export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  /** Its output so far, on standard output and standard error. */
  output(): string;
  /** Lets the deadline of its call to the store pass, which never does by itself. */
  passDeadline(): void;
  /** Resolves when the process has ended: as Ctrl-C in a terminal ends it, or with no time left for anything. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

/**
 * With the key ring and the clients of the tests, and nothing of this machine's environment.
 * @param folder with what the build made: `out` and `dist`
 */
export async function startServiceProcess(
  environment: Readonly<Record<string, string>>,
  folder = root,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(folder, 'out', 'start.js')], {
    env: {
      PORT: '0',
      ISSUER: issuer,
      CLIENTS_FILE: await temporaryFile(grantClients),
      KEYS: JSON.stringify(await testKeyRing()),
      ...patientProcess,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group, which a terminal sends Ctrl-C to as a whole.
    detached: hasGroups,
  });
  const exited = once(child, 'close');
  // In a separate process group it would outlive interrupted tests.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let output = '';
  let isFound = false;
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (isFound) return;
        const [, found] = /(http:\/\/localhost:\d+)\/token[\s\S]*^Ctrl-C/m.exec(output) ?? [];
        if (!found) return;
        isFound = true;
        resolve(found);
      });
    }
    child.once('exit', () => reject(new Error(`the service did not start: ${output}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    passDeadline: () => void child.kill('SIGUSR2'),
    async end(signal) {
      if (signal === 'SIGINT' && hasGroups && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
      await exited;
    },
  };
}
