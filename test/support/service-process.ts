// The service as a process of its own: the built app, as `npm start` starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { grantClients } from './grants.ts';
import { issuer, temporaryFile, testKeyRing } from './server.ts';

const root = join(import.meta.dirname, '..', '..');

const hasGroups = process.platform !== 'win32';

export interface ServiceProcess {
  readonly url: string;
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
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    // A process group, which a terminal sends Ctrl-C to as a whole.
    detached: hasGroups,
  });
  const exited = once(child, 'exit');
  // In a group of its own it would outlive tests that are broken off.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url ??= /(http:\/\/localhost:\d+)\/token/.exec(line)?.[1];
    if (line.startsWith('Ctrl-C')) break;
  }
  if (url === undefined) throw new Error('the service did not start');
  return {
    url,
    async end(signal) {
      if (signal === 'SIGINT' && hasGroups && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
      await exited;
    },
  };
}
