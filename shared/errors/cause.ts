// The cause of a fault as text, for the log only.
import { inspect } from 'node:util';

/** A chain of causes may be circular. */
const maxCauses = 5;

/** The stack of the error, followed by the stacks of its causes. */
export function causeOf(cause: unknown, depth = 1): string {
  // `String` throws for some values, such as an object without a prototype.
  if (!(cause instanceof Error)) return inspect(cause, { depth: 0 });
  const stack = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined || depth === maxCauses
    ? stack
    : `${stack}\ncaused by ${causeOf(cause.cause, depth + 1)}`;
}
