// Reports whether a change may have been made when the store gives no answer, and what to do then.
import { type Store, StoreUnavailableError } from '../../shared/store/store.ts';
import { CommandError, exitCodes, storeUnreachable } from '../terminal/exit-codes.ts';

/** `whenUnknown` says what to do when the answer to a change is lost. @throws CommandError then; else what `work` throws */
export async function reportOutcome<T>(
  store: Store,
  whenUnknown: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  let hasSentChange = false;
  const noting: Store = {
    ...store,
    commit(...change) {
      hasSentChange = true;
      return store.commit(...change);
    },
  };
  try {
    return await work(noting);
  } catch (cause) {
    if (!(cause instanceof StoreUnavailableError)) throw cause;
    const outcome = hasSentChange ? `The change may or may not have been made. ${whenUnknown}` : 'Nothing was changed.';
    throw new CommandError(storeUnreachable(cause.message, outcome), { exitCode: exitCodes.storeUnreachable, cause });
  }
}
