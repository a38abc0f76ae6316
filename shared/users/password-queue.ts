// Queues password checks, of a core and 32 MiB each. Half of the queue is for apps and known devices: others cannot fill it.
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { semaphore } from '../base/semaphore.ts';
import { OAuthError } from '../errors/oauth-error.ts';

/** Of libuv's four threads; the others remain free for files and DNS. */
const maxConcurrent = 2;
/** Half a second's work: two checks run at a time, a quarter of a second each. */
const maxWaitingPerHalf = 4;
/** For one caller, and for one user in the reserved half. */
const maxWaitingPerCaller = 2;
/** For all apps together: anyone can flood an app's login form with invented names, and devices must still get a place. */
const maxWaitingApps = 2;

export interface QueuePlace {
  readonly username: string;
  /** The widest network of a browser, or the app that sends the password; undefined if the address is unknown. */
  readonly caller: string | undefined;
  /** `device`: the user has signed in on it before. `app`: an authenticated client. */
  readonly from: 'device' | 'app' | 'new browser';
  /** Failures and refusals of its address or app in this window, 0 for a device. In a full queue, the most misses give way. */
  readonly misses: number;
}

interface Waiting {
  readonly place: QueuePlace;
  start(): void;
  refuse(): void;
}

export interface PasswordQueue {
  waiting(): number;
  /** Runs the work in turn. @throws OAuthError PasswordCheckBusy if the queue is full, or the wait too long */
  inTurn<T>(work: () => Promise<T>, place: QueuePlace): Promise<T>;
}

export function passwordQueue({
  passwordQueueTimeoutMs,
  startTimer,
}: Pick<Deadlines, 'passwordQueueTimeoutMs' | 'startTimer'> = productionDeadlines): PasswordQueue {
  const known: Waiting[] = [];
  const others: Waiting[] = [];
  let wasKnown = false;

  function halfOf({ from }: QueuePlace): Waiting[] {
    return from === 'new browser' ? others : known;
  }

  function admit(waiting: Waiting): boolean {
    const { place } = waiting;
    const half = halfOf(place);
    if (hasItsShare(place, half)) return false;
    const rivals = rivalsOf(place, half);
    if (rivals.length > 0) {
      const worst = rivals.reduce((one, other) => (other.place.misses > one.place.misses ? other : one));
      if (!givesWay(worst.place, place, half)) return false;
      remove(worst, half);
      worst.refuse();
    }
    half.push(waiting);
    return true;
  }

  function next(): Waiting | undefined {
    const half = known.length > 0 && (!wasKnown || others.length === 0) ? known : others;
    wasKnown = half === known;
    return half.shift();
  }

  function wait(place: QueuePlace): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = startTimer(passwordQueueTimeoutMs);
      const refuse = () => reject(busy());
      const waiting: Waiting = { place, start: resolve, refuse };
      if (!admit(waiting)) return refuse();
      timer.addEventListener('abort', () => {
        if (remove(waiting, halfOf(place))) refuse();
      });
    });
  }

  function startNext(): boolean {
    const following = next();
    following?.start();
    return following !== undefined;
  }

  return {
    waiting: () => known.length + others.length,
    inTurn: semaphore(maxConcurrent, { wait, startNext }),
  };
}

function hasItsShare({ from, username, caller }: QueuePlace, half: readonly Waiting[]): boolean {
  // Attempts that others send through apps under the user's name take no place from the user's devices.
  const ofUser = half.filter(({ place }) => place.username === username && place.from === from).length;
  if (ofUser >= (from === 'new browser' ? 1 : maxWaitingPerCaller)) return true;
  const ofCaller = half.filter(({ place }) => place.caller === caller).length;
  return caller !== undefined && ofCaller >= maxWaitingPerCaller;
}

/** Returns those of whom one must give way; empty while there is room. */
function rivalsOf({ from }: QueuePlace, half: readonly Waiting[]): readonly Waiting[] {
  const apps = half.filter(({ place }) => place.from === 'app');
  if (from === 'app' && apps.length >= maxWaitingApps) return apps;
  return half.length >= maxWaitingPerHalf ? half : [];
}

/** The attempt with more misses gives way. Between two apps with equal misses, one that has both places gives up one. */
function givesWay(worst: QueuePlace, place: QueuePlace, half: readonly Waiting[]): boolean {
  if (worst.misses !== place.misses) return worst.misses > place.misses;
  if (place.from !== 'app' || worst.from !== 'app' || worst.caller === place.caller) return false;
  return half.filter((each) => each.place.caller === worst.caller).length >= maxWaitingApps;
}

function remove(waiting: Waiting, half: Waiting[]): boolean {
  const index = half.indexOf(waiting);
  if (index >= 0) half.splice(index, 1);
  return index >= 0;
}

function busy(): OAuthError {
  return new OAuthError('PasswordCheckBusy', 'Too many passwords are being checked. Send the same request again.');
}
