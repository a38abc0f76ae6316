// How often a device asks (RFC 8628 §3.5), by the clock of the store, so that it holds for all instances together.
import { OAuthError } from '../errors/oauth-error.ts';
import type { DeviceState } from './device-requests.ts';
import type { GrantParts } from './grants.ts';

/** RFC 8628 §3.2: the default of clients that ignore `interval`. */
export const pollIntervalSeconds = 5;

/** §3.5: what a client adds to its interval for each `slow_down`. */
const slowDownSeconds = 5;

/** A client that never slows down costs no further writes. */
const maxIntervalSeconds = 60;

/** A request may take longer than the one before it, so the two arrive closer to each other than they were sent. */
const toleranceMs = 1_000;

interface Poll {
  readonly count: number;
  /** Seconds that the client has been told to wait after it. */
  readonly interval: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly at: number;
}

/** Answers a poll while the user has not decided. @throws OAuthError AuthorizationPending, PollingTooFast; StoreUnavailableError */
export async function refusePoll({ request, snapshot }: DeviceState, { store }: GrantParts): Promise<never> {
  const last = lastPollIn(snapshot);
  const ageMs = last && Math.max(0, snapshot.readAt - last.at);
  const isTooFast = last !== undefined && ageMs !== undefined && ageMs < last.interval * 1000 - toleranceMs;
  const interval = Math.min(
    (last?.interval ?? pollIntervalSeconds) + (isTooFast ? slowDownSeconds : 0),
    maxIntervalSeconds,
  );
  if (isTooFast && last.interval === maxIntervalSeconds) throw tooFast();
  const outcome = await store.commit(request.id, [
    ...(last ? [{ remove: rowOf(last.count) }] : []),
    { insert: rowOf((last?.count ?? 0) + 1), values: { interval } },
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

function rowOf(count: number): string {
  return `poll.${count}`;
}

function lastPollIn({ rows }: DeviceState['snapshot']): Poll | undefined {
  const [last] = rows.flatMap(({ name, values, insertedAt }) => {
    const [, count] = /^poll\.(\d+)$/.exec(name) ?? [];
    return count === undefined ? [] : [{ count: Number(count), interval: Number(values.interval), at: insertedAt }];
  });
  return last;
}
