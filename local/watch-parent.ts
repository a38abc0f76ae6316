const lookIntervalMs = 250;

/** npm forwards a SIGTERM to its shell, which ends without forwarding it. Without npm, the parent may end for good reasons. */
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
