import { type BarrierTarget, raiseBarrier } from '../../shared/grants/barriers.ts';
import { writeSessionEnd } from '../../shared/logout/outbox.ts';
import type { Store } from '../../shared/store/store.ts';

/**
 * Ends the sessions and grants of a subject, or its grants at one client. A running service tells the apps, at the latest when it
 * has read the barrier.
 * @throws StoreUnavailableError; they may have ended
 */
export async function endAccess(target: Exclude<BarrierTarget, { subject?: undefined }>, store: Store): Promise<void> {
  await writeSessionEnd(target, store);
  await raiseBarrier(target, store);
}
