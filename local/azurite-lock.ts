// Two Azurites on one data folder would overwrite each other's rows. Each writes a file `pid-<its process id>`, and keeps the
// folder if no other running process has one. A port as the lock would not say whose folder it is.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An Azurite that other processes may use, as long as its service runs. */
interface SharedAzurite {
  readonly url: string;
  /** The process id of its service. */
  readonly service: number;
}

/** @returns whether this process keeps the folder until it exits. When several try at once, perhaps none does: try again */
export function takeLock(folder: string): boolean {
  if (runningPids(folder).length > 0) return false;
  const own = pidFile(folder, process.pid);
  writeFileSync(own, '');
  const others = otherPids(folder);
  if (runningPids(folder).length > 0) {
    rmSync(own, { force: true });
    return false;
  }
  process.once('exit', () => rmSync(own, { force: true }));
  for (const ended of others) rmSync(pidFile(folder, ended), { force: true });
  return true;
}

/** For the process that keeps the folder. */
export function shareUrl(folder: string, url: string): void {
  writeFileSync(pidFile(folder, process.pid), `${process.ppid} ${url}`);
}

export function findShared(folder: string): SharedAzurite | undefined {
  return runningPids(folder)
    .map((pid) => ({ pid, ...readPidFile(pidFile(folder, pid)) }))
    .find(({ pid, service, url }) => url !== '' && isRunning(service, pidFile(folder, pid)));
}

function pidFile(folder: string, pid: number): string {
  return join(folder, `pid-${pid}`);
}

function readPidFile(file: string): SharedAzurite {
  try {
    const [service, url = ''] = readFileSync(file, 'utf8').split(' ');
    return { service: Number(service), url };
  } catch {
    // Its process has ended since.
    return { service: 0, url: '' };
  }
}

function otherPids(folder: string): readonly number[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const pids = names.flatMap((name) => /^pid-(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
  return pids.filter((pid) => pid !== process.pid);
}

function runningPids(folder: string): readonly number[] {
  return otherPids(folder).filter((pid) => isRunning(pid, pidFile(folder, pid)));
}

function isRunning(pid: number, file: string): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // It runs, and belongs to another user: the one that wrote the file, or one that got the number of an ended process.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM' && !isOwnFile(file);
  }
}

function isOwnFile(file: string): boolean {
  try {
    return statSync(file).uid === process.getuid?.();
  } catch {
    return true;
  }
}
