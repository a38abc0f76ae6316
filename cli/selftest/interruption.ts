// Ctrl-C ends a run in order: what it has registered is removed.
import { remark } from '../terminal/output.ts';

/** One Ctrl-C can arrive twice: from the terminal, and forwarded by npm. */
const repeatedSignalMs = 300;

/** Runs the work with a signal that is aborted by SIGINT or SIGTERM. A second one ends the process. */
export async function interruptible<T>(work: (isStopped: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  let since: number | undefined;
  const stop = () => {
    if (since !== undefined && performance.now() - since > repeatedSignalMs) process.exit(130);
    if (since !== undefined) return;
    since = performance.now();
    remark('Stopping; what was registered is removed first.');
    stopping.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(stopping.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
