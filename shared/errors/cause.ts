// What the log is told of the cause of a fault. No caller ever is.
import { inspect } from 'node:util';

const deepestCause = 5;

/** The stack, with the stacks of what caused it; a cause may name itself as its cause. */
export function causeOf(cause: unknown, depth = 1): string {
  // Anything can be thrown, also what has no text.
  if (!(cause instanceof Error)) return inspect(cause, { depth: 0 });
  const stack = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined || depth === deepestCause
    ? stack
    : `${stack}\ncaused by ${causeOf(cause.cause, depth + 1)}`;
}
