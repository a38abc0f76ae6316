// How often a device asks (RFC 8628 §3.5), by the clock of the store, so that it holds for all instances together.
import { OAuthError } from '../errors/oauth-error.ts';
import type { Values } from '../store/store.ts';
import { type DeviceState, pollIntervalSeconds, pollRow } from './device-requests.ts';
import type { GrantParts } from './grants.ts';

/** §3.5: what a client adds to its interval for each `slow_down`. */
const slowDownSeconds = 5;

/** A client that never slows down costs no further writes. */
const maxIntervalSeconds = 60;

/** A request may take longer than the one before it, so the two arrive closer to each other than they were sent. */
const toleranceMs = 1_000;

interface Poll {
  /** 0 before the first. */
  readonly count: number;
  /** Seconds that the client has been told to wait after it. */
  readonly interval: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly at: number;
}

/** Answers a poll while the user has not decided. @throws OAuthError AuthorizationPending, PollingTooFast; StoreUnavailableError */
export async function refusePoll({ request, snapshot }: DeviceState, { store }: GrantParts): Promise<never> {
  const last = lastPollIn(snapshot);
  const isTooFast = last.count > 0 && snapshot.readAt - last.at < last.interval * 1000 - toleranceMs;
  if (isTooFast && last.interval === maxIntervalSeconds) throw tooFast();
  const interval = Math.min(last.interval + (isTooFast ? slowDownSeconds : 0), maxIntervalSeconds);
  const outcome = await store.commit(request.id, [
    { remove: pollRow(last.count) },
    { insert: pollRow(last.count + 1), values: { interval } },
  ]);
  // Refused: another poll came at the same time.
  if (isTooFast || outcome === 'refused') throw tooFast();
  throw new OAuthError(
    'AuthorizationPending',
    `The user has not decided yet. Ask again after ${interval} seconds (the interval of the device authorization response, and 5 more for each slow_down).`,
  );
}

function tooFast(): OAuthError {
  return new OAuthError(
    'PollingTooFast',
    `The device asks too often. Wait ${slowDownSeconds} seconds longer between requests from now on (RFC 8628 section 3.5).`,
  );
}

function lastPollIn({ rows, readAt }: DeviceState['snapshot']): Poll {
  const [last] = rows.flatMap(({ name, values, insertedAt }) => {
    const [, count] = /^poll\.(\d+)$/.exec(name) ?? [];
    return count === undefined ? [] : [{ count: Number(count), interval: intervalOf(values), at: insertedAt }];
  });
  // Without the row the write is refused, and so the device slows down.
  return last ?? { count: 0, interval: pollIntervalSeconds, at: readAt };
}

/** A damaged row counts as the first. */
function intervalOf({ interval }: Values): number {
  return typeof interval === 'number' && Number.isInteger(interval) && interval >= pollIntervalSeconds
    ? interval
    : pollIntervalSeconds;
}
