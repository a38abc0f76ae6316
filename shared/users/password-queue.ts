// Who comes next where passwords are compared: a comparison takes a whole core and 32 MiB, so only a few run at a time. One half
// of the waiting places is for browsers that know the user and for apps, so that others cannot keep a user from signing in.
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { semaphore } from '../base/semaphore.ts';
import { OAuthError } from '../errors/oauth-error.ts';

/** Of four threads of libuv; the others read files and look up names meanwhile. */
const maxConcurrent = 2;
/** Places of each half: with two comparisons of a quarter of a second at a time, half a second's work. */
const maxWaitingInHalf = 4;
/** Waiting at a time for one caller, and for one user in the half of those that are known. */
const maxWaitingOfCaller = 2;
/** All apps together: anybody can fill an app's own login form with invented names, and devices must still find a place. */
const maxWaitingOfApps = 2;

export interface QueuePlace {
  readonly username: string;
  /** The widest network of a browser, or the app that sends the password; undefined where the address is unknown. */
  readonly caller: string | undefined;
  /** A device has signed this user in before; an app has proved which one it is. */
  readonly from: 'device' | 'app' | 'new browser';
  /** Of its address or its app in this window, none of a device: where no place is left, the one with the most gives way. */
  readonly misses: number;
}

interface Waiting {
  readonly place: QueuePlace;
  start(): void;
  refuse(): void;
}

export interface PasswordQueue {
  /** How many wait. */
  waiting(): number;
  /**
   * Does the work when it is its turn.
   * @throws OAuthError PasswordCheckBusy when there is no place, or it is not its turn in time
   */
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

  /** The halves take turns while both have somebody waiting. */
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
  // What strangers send to apps with the user's name takes no place from the user's devices.
  const ofUser = half.filter(({ place }) => place.username === username && place.from === from).length;
  if (ofUser >= (from === 'new browser' ? 1 : maxWaitingOfCaller)) return true;
  const ofCaller = half.filter(({ place }) => place.caller === caller).length;
  return caller !== undefined && ofCaller >= maxWaitingOfCaller;
}

/** Of whom one has to give way; empty while there is a place. */
function rivalsOf({ from }: QueuePlace, half: readonly Waiting[]): readonly Waiting[] {
  const apps = half.filter(({ place }) => place.from === 'app');
  if (from === 'app' && apps.length >= maxWaitingOfApps) return apps;
  return half.length >= maxWaitingInHalf ? half : [];
}

/** The one with more misses. Of two apps alike, one that holds both places gives one to the other. */
function givesWay(worst: QueuePlace, place: QueuePlace, half: readonly Waiting[]): boolean {
  if (worst.misses !== place.misses) return worst.misses > place.misses;
  if (place.from !== 'app' || worst.from !== 'app' || worst.caller === place.caller) return false;
  return half.filter((each) => each.place.caller === worst.caller).length >= maxWaitingOfApps;
}

function remove(waiting: Waiting, half: Waiting[]): boolean {
  const index = half.indexOf(waiting);
  if (index >= 0) half.splice(index, 1);
  return index >= 0;
}

function busy(): OAuthError {
  return new OAuthError('PasswordCheckBusy', 'Too many passwords are being checked. Send the same request again.');
}
