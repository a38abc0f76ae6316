// One run of the outbox: looks for the visits of new ends, and makes the attempts that are due. Safe on any number of instances
// at once, since each attempt is claimed by the row that it replaces.
import { semaphore } from '../base/semaphore.ts';
import type { writeEvent } from '../log/write-event.ts';
import type { Store } from '../store/store.ts';
import { type DeliveryParts, deliver } from './deliver.ts';
import { expandEnd, isDue } from './expand-ends.ts';
import { type Delivery, deliveriesOf, deliveryRow, outboxPartition, sessionEndsOf } from './outbox.ts';

export interface SendParts extends DeliveryParts {
  readonly store: Store;
  readonly settings: DeliveryParts['settings'] & { readonly sessionLifetime: number };
  readonly log: typeof writeEvent;
}

export interface SendReport {
  readonly sent: number;
  /** Failed attempts that are repeated. */
  readonly waiting: number;
}

const minuteMs = 60_000;

/** After each attempt, until the next. The last attempt is some fifty minutes after the first. */
const pausesMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs];
const maxAttempts = pausesMs.length + 1;

/** Apps that requests are sent to at once; to each, one after the other. */
const maxConcurrentApps = 8;

/** The signal starts no further attempt. @throws OAuthError SigningUnavailable; StoreUnavailableError: the next run goes on */
export async function sendLogouts(parts: SendParts, signal: AbortSignal): Promise<SendReport> {
  const { store } = parts;
  const first = await store.read(outboxPartition);
  const now = Math.floor(first.readAt / 1000);
  const ends = sessionEndsOf(first.rows).filter((end) => isDue(end, now));
  for (const end of ends) {
    if (signal.aborted) break;
    await expandEnd(end, now, parts);
  }
  const { rows, readAt } = ends.length > 0 ? await store.read(outboxPartition) : first;
  const due = deliveriesOf(rows).filter(({ dueAt }) => dueAt <= readAt);
  const limited = semaphore(maxConcurrentApps);
  const apps = new Set(due.map(({ clientId }) => clientId));
  const reports = await Promise.all(
    [...apps].map((app) => {
      const deliveries = due.filter(({ clientId }) => clientId === app);
      return limited(() => sendTo(deliveries, readAt, parts, signal), undefined);
    }),
  );
  return {
    sent: reports.reduce((sum, each) => sum + each.sent, 0),
    waiting: reports.reduce((sum, each) => sum + each.waiting, 0),
  };
}

/** To one app. Each delivery has its attempt, even if the app did not take the one before. */
async function sendTo(
  deliveries: readonly Delivery[],
  now: number,
  parts: SendParts,
  signal: AbortSignal,
): Promise<SendReport> {
  let [sent, waiting] = [0, 0];
  for (const delivery of deliveries) {
    if (signal.aborted) break;
    const outcome = await attempt(delivery, now, parts);
    if (outcome === 'sent') sent += 1;
    else if (outcome === 'waiting') waiting += 1;
  }
  return { sent, waiting };
}

async function attempt(
  delivery: Delivery,
  now: number,
  parts: SendParts,
): Promise<'sent' | 'waiting' | 'over' | 'of another'> {
  const { store, log } = parts;
  const { attempts, clientId, row } = delivery;
  if (attempts >= maxAttempts) {
    // An instance died during the last attempt.
    if ((await store.commit(outboxPartition, [{ remove: row }])) === 'committed')
      log({ event: 'logout_undelivered', client_id: clientId, problems: 'the attempt was interrupted', attempts });
    return 'over';
  }
  const begun = deliveryRow({
    ...delivery,
    attempts: attempts + 1,
    dueAt: now + (pausesMs[attempts] ?? minuteMs),
  });
  // Whoever replaces the row makes the attempt.
  if ((await store.commit(outboxPartition, [{ remove: row }, begun])) === 'refused') return 'of another';
  const outcome = await deliver(delivery, parts);
  if (outcome.is === 'failed' && !outcome.isFinal && attempts + 1 < maxAttempts) return 'waiting';
  await store.commit(outboxPartition, [{ remove: begun.insert }]);
  if (outcome.is === 'delivered') return 'sent';
  if (outcome.is === 'failed') {
    const { status, problem } = outcome;
    log({
      event: 'logout_undelivered',
      client_id: clientId,
      ...(status !== undefined && { status }),
      problems: problem,
      attempts: attempts + 1,
    });
  }
  return 'over';
}
