// The file that says which Azurite keeps a data folder: `<its pid> <the pid of its service> <the URL of its table service>`.
// Two on one folder would overwrite each other's rows.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lock {
  /** A process id, or 0. */
  readonly owner: number;
  /** A process id, or 0: while its service lives, an Azurite does not end. */
  readonly parent: number;
  /** Undefined while it starts. */
  readonly url?: string;
}

export function lockFile(folder: string): string {
  return join(folder, 'pid');
}

/** Marks the folder as this process's until it ends. @returns whether nobody else's mark was there */
export function takeLock(folder: string): boolean {
  const draft = `${lockFile(folder)}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${process.ppid}`);
  try {
    // A link is made whole or not at all, and never over a file that is there.
    linkSync(draft, lockFile(folder));
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
  process.once('exit', () => removeLock(folder));
  return true;
}

/** For the one that has the folder: others find the URL there. */
export function publishUrl(folder: string, url: string): void {
  const written = `${lockFile(folder)}.new`;
  writeFileSync(written, `${process.pid} ${process.ppid} ${url}`);
  // A reader sees the one or the other, never a half.
  renameSync(written, lockFile(folder));
}

export function readLock(folder: string): Lock {
  return readMark(lockFile(folder));
}

function readMark(file: string): Lock {
  try {
    const [owner, parent, url] = readFileSync(file, 'utf8').split(' ');
    return { owner: Number(owner), parent: Number(parent), ...(url !== undefined && { url }) };
  } catch {
    return { owner: 0, parent: 0 };
  }
}

function removeLock(folder: string): void {
  rmSync(lockFile(folder), { force: true });
}

/** Removes the mark of a process that has ended, and no other: somebody may have been quicker. */
export function removeStaleLock(folder: string): void {
  const aside = `${lockFile(folder)}.${process.pid}.stale`;
  try {
    renameSync(lockFile(folder), aside);
    if (isRunning(readMark(aside).owner)) linkSync(aside, lockFile(folder));
    rmSync(aside, { force: true });
  } catch {
    // It is gone, or there is a new one.
  }
}

export function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
