// What breaks first: each limit, the users at which the load reaches it, and what to change then.
import { limits } from './azure.js';
import { loadOf } from './model.js';

/** @typedef {import('./model.js').Background} Background */
/** @typedef {import('./model.js').Load} Load */

/**
 * @typedef {object} Break
 * @property {string} what
 * @property {number} limit
 * @property {(load: Load) => number} of
 * @property {string} change
 */

const oneSecond = limits.partitionEntities.value;

/** @type {readonly Break[]} */
const breaks = [
  {
    what: 'the outbox of sign-outs',
    limit: oneSecond,
    of: ({ partitions }) => partitions.outbox,
    change: 'One partition for each hash of the subject instead of one: `outboxPartition` of `shared/logout/outbox.ts`',
  },
  {
    what: 'the log of barriers',
    limit: oneSecond,
    of: ({ partitions }) => partitions.barrierLog,
    change: 'A log for each hash of the target, or rows that stay shorter than ten minutes',
  },
  {
    what: 'a bucket of barriers',
    limit: oneSecond,
    of: ({ partitions }) => partitions.bucket,
    change:
      'More than 1,024 buckets, and barriers that are kept for the longest `grant_lifetime` of a client instead of a year: `shared/grants/barrier-rows.ts`',
  },
  {
    what: 'the claims of upkeep',
    limit: oneSecond,
    of: ({ partitions }) => partitions.claims,
    change: 'A partition for each hour instead of one for a day: `claimsPartition` of `shared/upkeep/claims.ts`',
  },
  {
    what: 'the row of one client',
    limit: oneSecond,
    of: ({ partitions }) => partitions.client,
    change: 'Nothing: the client in `CLIENTS_FILE`',
  },
  {
    what: 'clean-up',
    limit: 1,
    of: ({ sweepShare }) => sweepShare,
    change: 'Two slices at a time: `nextClaim` of `shared/upkeep/claims.ts`',
  },
  {
    what: 'the storage account',
    limit: limits.accountTransactions.value,
    of: ({ transactions }) => transactions.peak,
    change: '[Several accounts, or Cosmos DB](#more-than-one-account)',
  },
  {
    what: 'the account without buckets of barriers',
    limit: limits.accountTransactions.value,
    of: ({ transactions, peak }) => transactions.peak - transactions.buckets * peak,
    change: 'The same',
  },
  {
    what: '`MAXIMUM_INSTANCES` as it is',
    limit: limits.defaultInstances.value,
    of: ({ instances }) => instances.peak,
    change: 'Set it',
  },
  {
    what: 'instances of a subscription in a region',
    limit: limits.regionMemoryMb.value / limits.instanceMemoryMb.value,
    of: ({ instances }) => instances.peak,
    change: 'Ask support for more, or a second region',
  },
  {
    what: 'instances of an app',
    limit: limits.appInstances.value,
    of: ({ instances }) => instances.peak,
    change: 'A second app on the same store and vault',
  },
  {
    what: 'the Log Analytics workspace',
    limit: limits.logBytesPerMinute.value,
    of: ({ logBytes, peak }) => logBytes * 60 * peak,
    change: 'Ask support for more',
  },
];

/** Those that break first come first. @param {Background} background */
export function breaksOf(background) {
  return breaks
    .map((each) => ({ ...each, users: usersAt(each, background) }))
    .toSorted((one, other) => one.users - other.users);
}

/** By bisection, since every load grows with the users. @param {Break} each @param {Background} background */
function usersAt({ limit, of }, background) {
  let [low, high] = [1, 1e12];
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (of(loadOf(middle, background)) < limit) low = middle;
    else high = middle;
  }
  return high;
}
