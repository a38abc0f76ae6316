// How wrong passwords are told apart: those of strangers, and those of a browser that has signed the user in before.
import type { Model, Username } from './session-model.ts';

/** Seconds in which they are counted together, and for which a counter that is full blocks. */
const window = 300;

/** All browsers where the user did not sign in before share one address here. */
const limits = { strangers: 10, device: 10, devices: 20 };

interface Count {
  readonly window: number;
  readonly count: number;
}

export interface Throttle {
  /** Whom each browser has signed in before. */
  readonly known: readonly Set<Username>[];
  readonly counts: Map<string, Count>;
  readonly blockedUntil: Map<string, number>;
}

export function newThrottle(): Throttle {
  return { known: [new Set(), new Set()], counts: new Map(), blockedUntil: new Map() };
}

function countersOf(
  { known, blockedUntil }: Throttle,
  browser: number,
  user: Username,
  now: number,
): readonly (readonly [string, number])[] {
  const isBlocked = (name: string) => (blockedUntil.get(name) ?? 0) > now;
  const [own, all] = [`browser ${browser} of ${user}`, `browsers of ${user}`];
  // Where others have filled the count of all, a browser with failures to spare is as good as a stranger's.
  if (!known[browser]?.has(user) || (isBlocked(all) && !isBlocked(own)))
    return [[`strangers of ${user}`, limits.strangers]];
  return [
    [own, limits.device],
    [all, limits.devices],
  ];
}

/** What comes of a password: nothing is compared while it is throttled. */
export function judge(model: Model, throttle: Throttle, browser: number, user: Username, password: number) {
  const { now, accounts } = model;
  const counters = countersOf(throttle, browser, user, now);
  if (counters.some(([name]) => (throttle.blockedUntil.get(name) ?? 0) > now)) return 'throttled';
  const account = accounts[user];
  if (!account.isDisabled && account.password === password) return 'right';
  for (const [name, limit] of counters) {
    const at = Math.floor(now / window);
    const before = throttle.counts.get(name);
    const count = (before?.window === at ? before.count : 0) + 1;
    throttle.counts.set(name, { window: at, count });
    if (count >= limit) throttle.blockedUntil.set(name, now + window);
  }
  return 'wrong';
}
