// From active users to requests, transactions, instances, bytes and money. docs/scale.md has the formulas in words.
import { behaviour, perUser, secondsPerMonth } from './assumptions.js';
import { limits } from './azure.js';
import { flows } from './flows.js';

/**
 * @typedef {object} Background what an instance, or a clean-up, asks of the store: measured at the service's own code
 * @property {number} logReadsPerHour readings of the log of barriers by an instance
 * @property {number} claimReadsPerHour readings of the claims of upkeep by an instance with nothing to do
 * @property {number} busyClaimReadsPerHour the same while clean-up has more to do
 * @property {number} sweepTransactions for a partition that a clean-up removes, with its share of the queries
 * @property {number} sweepRowsPerHour the most that clean-up removes
 * @property {number} bucketMisses readings of a bucket for a check, if all buckets have rows
 * @property {number} claimRowsPerHour rows of claims that an hour leaves
 * @property {number} busyClaimRowsPerHour the same while clean-up has more to do
 * @property {number} buckets of barriers
 * @property {number} barrierDays how long a barrier is kept
 * @property {number} secondsInLog how long it is in the log
 * @property {number} outboxEntities read for a sign-out, if there is one a second
 */

/** @typedef {ReturnType<typeof loadOf>} Load */

const names = /** @type {readonly (keyof typeof perUser)[]} */ (Object.keys(perUser));
const daysPerMonth = 30;
/** A new user has a row by the name, a record, and a row by the subject: about 2,000 bytes. */
const userBytes = 2_000;
const rowsOfGrant = 3;
/** An expired partition is swept on the second day after its last one. */
const sweepDelayDays = 2;
const secondsInOutbox = 60;
/** Of the step that sends logout tokens again, every five minutes. */
const logoutClaimRowsPerHour = 24;

/** Adds up what a user does. @param {(flow: import('./flows.js').Flow) => number} cost */
function perUserMonth(cost) {
  return names.reduce((sum, name) => sum + perUser[name] * cost(flows[name]), 0);
}

/** @param {number} users active in a month @param {Background} background */
export function loadOf(users, background) {
  const peak = behaviour.peakFactor.value;
  const perSecond = (/** @type {number} */ perMonth) => (users * perMonth) / secondsPerMonth;
  const requests = perSecond(perUserMonth(({ requests }) => requests));
  const passwords = perSecond(perUser.passwordSignIn + perUser.deviceSignIn);
  const cores =
    (requests * (behaviour.workerCpuMs.value + behaviour.hostCpuMs.value) + passwords * behaviour.passwordCpuMs.value) /
    1000;
  const coresPerInstance = limits.instanceCores.value * behaviour.utilisation.value;
  const instances = {
    mean: Math.max(1, cores / coresPerInstance),
    peak: Math.max(1, Math.ceil((cores * peak) / coresPerInstance)),
  };

  const signOuts = perSecond(perUser.signOut + perUser.signOutEverywhere);
  const raised = perSecond(perUser.signOutEverywhere);
  const barriers = raised * background.barrierDays * 86_400;
  const bucketRows = barriers / background.buckets;
  const filledBuckets = 1 - Math.exp(-bucketRows);
  const bucketReads =
    perSecond(perUserMonth(({ barrierChecks }) => barrierChecks)) * background.bucketMisses * filledBuckets;
  const bucketPages = Math.max(1, bucketRows / limits.pageRows.value);

  const grants = perUser.passwordSignIn + perUser.sessionSignIn + perUser.deviceSignIn;
  const expiringPartitions = perSecond(grants + perUser.signOut + perUser.signOutEverywhere + perUser.deviceSignIn);
  const expiringRows = perSecond(
    rowsOfGrant * grants + perUser.signOut + perUser.signOutEverywhere + 3 * perUser.deviceSignIn,
  );
  const sweptPerDay = expiringRows * 86_400;
  const isSweepBusy = Math.min(1, sweptPerDay / (24 * background.sweepRowsPerHour));
  const claimRows =
    24 *
    (background.claimRowsPerHour * (1 - isSweepBusy) +
      background.busyClaimRowsPerHour * isSweepBusy +
      logoutClaimRowsPerHour);
  const claimReads =
    (background.claimReadsPerHour * (1 - isSweepBusy) + background.busyClaimReadsPerHour * isSweepBusy) / 3600;

  const ofRequests = perSecond(perUserMonth(({ reads, commits }) => reads + commits));
  const transactions = {
    requests: ofRequests,
    buckets: bucketReads * bucketPages,
    /** Two readings of the outbox, two looks at four days of visits, three commits. */
    signOuts:
      signOuts * (2 * Math.max(1, (signOuts * secondsInOutbox) / limits.pageRows.value) + 2 * 4 + 3) + raised * 4,
    instances:
      instances.mean *
      (background.logReadsPerHour / 3600 +
        (behaviour.busyClients.value + 1) / 60 +
        (claimReads * claimRows) / Math.min(claimRows, limits.pageRows.value)),
    sweep: expiringPartitions * background.sweepTransactions,
    probes: behaviour.probesPerSecond.value,
  };
  const mean = Object.values(transactions).reduce((sum, each) => sum + each, 0);

  const liveGrants = (users * grants * (behaviour.grantDays.value + sweepDelayDays)) / daysPerMonth;
  const grantBytes = flows.passwordSignIn.bytes;
  const storedBytes = users * userBytes + liveGrants * grantBytes + barriers * 364;

  const rowsInRequests = Math.min(requests, limits.sampledRowsPerSecond.value * instances.mean);
  const logBytes =
    perSecond(perUserMonth(({ logBytes }) => logBytes)) +
    requests * behaviour.traceEnvelopeBytes.value +
    rowsInRequests * behaviour.requestRowBytes.value;

  const writtenRows = perSecond(perUserMonth(({ commits, rows }) => (commits > 0 ? Math.max(2 * commits, rows) : 0)));
  const ru =
    (mean - writtenRows / 2) * behaviour.queryRu.value + (writtenRows + expiringRows) * behaviour.rowWriteRu.value;

  return {
    users,
    peak,
    requests,
    passwords,
    instances,
    transactions: { ...transactions, mean, peak: mean * peak },
    storedBytes,
    liveGrants,
    logBytes,
    sweptPerDay,
    sweepShare: sweptPerDay / (24 * background.sweepRowsPerHour),
    ru: { mean: ru, peak: ru * peak },
    /** Entities a second at the peak, of the partitions that are one for everything. */
    partitions: {
      outbox: background.outboxEntities * (signOuts * peak) ** 2,
      barrierLog:
        ((instances.peak * background.logReadsPerHour) / 3600) * (raised * background.secondsInLog) +
        raised * peak * raised * background.secondsInLog,
      bucket: ((bucketReads * peak) / background.buckets) * bucketRows,
      claims: instances.peak * claimReads * claimRows,
      client: (instances.peak * 2) / 60,
    },
    bucketRows,
    claimRows,
  };
}
