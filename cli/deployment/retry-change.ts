// A change of what is stored, made again from what is newer when somebody else was first.
import { CommandError } from '../terminal/exit-codes.ts';

/** Times that others may be first. */
const maxAttempts = 5;

/**
 * @param what is changed, for the message: `user ada`
 * @param change one attempt; `outdated` when somebody else was first
 * @returns what the attempt that was made returned
 * @throws CommandError when others were first again and again; what `change` throws
 */
export async function retryChange<T>(what: string, change: () => Promise<T | 'outdated'>): Promise<T> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const made = await change();
    if (made !== 'outdated') return made;
  }
  throw tooManyChanges(what);
}

export function tooManyChanges(what: string): CommandError {
  return new CommandError(`The ${what} was changed by others at the same time. Run the command again.`);
}
