// Repeats a change on the newer data if another change came first.
import { CommandError } from '../terminal/exit-codes.ts';

/** How often other changes may come first. */
const maxAttempts = 5;

/** `what` is for the message: `user ada`. @throws CommandError when other changes keep coming first; what `change` throws */
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
