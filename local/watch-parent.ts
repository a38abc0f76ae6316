/** Milliseconds. */
const lookIntervalMs = 250;

/**
 * Calls back once when npm's shell has ended. npm hands a SIGTERM on to its shell, which ends and hands nothing on; without
 * npm the parent may end for good reasons, as of a process in the background.
 */
export function onEndOfShell(end: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(look);
    end();
  }, lookIntervalMs);
  look.unref();
}
