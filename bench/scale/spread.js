// Draws the calls of the busiest minutes and puts each where the service would: which partition, range and day gets the most?
import { perUser } from './assumptions.js';

/** @typedef {import('./real-code.js').RealCode} RealCode */

const today = Date.UTC(2026, 10, 28) / 1000;
const day = 86_400;
const grantDays = 90;
const drawn = 10_000;

/** A generator with a seed (mulberry32). @param {number} seed @returns {() => number} from 0 to 1 */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {RealCode} code @param {number} users @param {number} callsPerSecond at the peak
 * @returns the shares of the calls that the busiest partition, range, and range and day get, and those of each range
 */
export function spreadOf({ namedPartition, newPartition, ranges }, users, callsPerSecond) {
  const random = seeded(users);
  // A user's grant has one key, however often it is called.
  const grants = new Map();
  /** Young grants are used most: the mean age is ten days. */
  const grantOf = (/** @type {number} */ user) => {
    const known = grants.get(user);
    if (known) return known;
    const age = Math.min(grantDays, Math.floor(-10 * Math.log(1 - random())));
    const key = newPartition(today + (grantDays - age) * day);
    grants.set(user, key);
    return key;
  };
  /** @type {Readonly<Record<string, { weight: number, key: (user: number) => string }>>} */
  const places = {
    'a new grant': {
      weight: perUser.passwordSignIn + perUser.sessionSignIn,
      key: () => newPartition(today + grantDays * day),
    },
    'a grant': {
      weight: perUser.refresh + perUser.userinfo + perUser.introspection + perUser.revocation,
      key: grantOf,
    },
    'a user': {
      weight: perUser.passwordSignIn + perUser.userinfo,
      key: (user) => namedPartition('user', `user ${user}`),
    },
    'a subject': { weight: perUser.userinfo, key: (user) => namedPartition('subject', `subject ${user}`) },
    'a session': {
      weight: perUser.sessionSignIn + 3 * perUser.signOut,
      key: (user) => namedPartition('session', `session ${user}`, '20261129'),
    },
  };
  const total = Object.values(places).reduce((sum, { weight }) => sum + weight, 0);
  const counts = { partition: new Map(), range: new Map(), rangeAndDay: new Map() };
  const add = (/** @type {Map<string, number>} */ map, /** @type {string} */ key) =>
    map.set(key, (map.get(key) ?? 0) + 1);
  for (let call = 0; call < drawn; call += 1) {
    let rest = random() * total;
    const place = Object.values(places).find(({ weight }) => {
      rest -= weight;
      return rest < 0;
    });
    const key = place?.key(Math.floor(random() * users)) ?? '';
    add(counts.partition, key);
    add(counts.range, key.slice(0, 1));
    add(counts.rangeAndDay, key.slice(0, 10));
  }
  const rate = (/** @type {Map<string, number>} */ map) => (Math.max(...map.values()) / drawn) * callsPerSecond;
  return {
    seconds: drawn / callsPerSecond,
    partitions: counts.partition.size,
    hottestPartition: rate(counts.partition),
    hottestRange: rate(counts.range),
    hottestRangeAndDay: rate(counts.rangeAndDay),
    byRange: ranges.map((range) => ((counts.range.get(range) ?? 0) / drawn) * callsPerSecond),
  };
}
