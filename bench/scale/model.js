// From active users to requests, transactions, instances, bytes and money. docs/scale.md has the formulas in words.
import { behaviour, perUser } from './assumptions.js';
import { limits } from './azure.js';
import { barriersOf, expiryOf, grantsPerMonth } from './expiry.js';
import { flows } from './flows.js';
import { perSecond, perUserMonth } from './per-user.js';

/**
 * @typedef {object} Background what an instance, or a clean-up, asks of the store: measured at the service's own code
 * @property {number} logReadsPerHour readings of the log of barriers by an instance
 * @property {number} claimReadsPerHour readings of the claims of upkeep by an instance with nothing to do
 * @property {number} busyClaimReadsPerHour the same while clean-up has more to do
 * @property {number} workerClaimReadsPerHour those of the one that cleans up, beside this
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

const daysPerMonth = 30;
/** A user has a row by the name, a record, and a row by the subject. */
const userBytes = 2_000;
const barrierBytes = 364;
/** An expired partition is swept on the second day after its last one. */
const sweepDelayDays = 2;
const secondsInOutbox = 60;
const peak = behaviour.peakFactor.value;

/** @param {number} users active in a month @param {Background} background */
export function loadOf(users, background) {
  const requests = perSecond(
    users,
    perUserMonth((flow) => flow.requests),
  );
  const passwords = perSecond(users, perUser.passwordSignIn + perUser.deviceSignIn);
  const instances = instancesOf(requests, passwords);
  const signOuts = perSecond(users, perUser.signOut + perUser.signOutEverywhere);
  const barriers = barriersOf(users, background);
  const expiry = expiryOf(users, background);
  const calls = perSecond(
    users,
    perUserMonth(({ reads, commits }) => reads + commits),
  );
  const ofInstances = background.logReadsPerHour / 3600 + (behaviour.busyClients.value + 1) / 60;
  const transactions = {
    requests: calls,
    buckets: barriers.bucketReads * Math.max(1, barriers.bucketRows / limits.pageRows.value),
    /** Two readings of the outbox, two looks at four days of visits, two commits; the move of a barrier. */
    signOuts:
      signOuts * (2 * Math.max(1, (signOuts * secondsInOutbox) / limits.pageRows.value) + 2 * 4 + 2) +
      barriers.raised * 3,
    instances:
      instances.mean * ofInstances +
      expiry.claimReads(instances.mean) * Math.max(1, expiry.claimRows / limits.pageRows.value),
    sweep: expiry.partitions * background.sweepTransactions,
    probes: behaviour.probesPerSecond.value,
  };
  const mean = Object.values(transactions).reduce((sum, each) => sum + each, 0);
  const liveGrants = (users * grantsPerMonth * (behaviour.grantDays.value + sweepDelayDays)) / daysPerMonth;
  return {
    users,
    peak,
    requests,
    passwords,
    instances,
    transactions: { ...transactions, mean, peak: mean * peak },
    liveGrants,
    storedBytes: users * userBytes + liveGrants * flows.passwordSignIn.bytes + barriers.rows * barrierBytes,
    logBytes: logBytesOf(users, requests, instances.mean),
    sweptPerDay: expiry.rowsPerDay,
    sweepShare: expiry.share,
    peakRu: peak * ruOf(users, mean, expiry),
    /** Entities a second at the peak, of the partitions that are one for everything. */
    partitions: {
      outbox: background.outboxEntities * (signOuts * peak) ** 2,
      barrierLog:
        ((instances.peak * background.logReadsPerHour) / 3600 + barriers.raised * peak) *
        (barriers.raised * background.secondsInLog),
      bucket: ((barriers.bucketReads * peak) / background.buckets) * barriers.bucketRows,
      claims: expiry.claimEntities(instances.peak),
      client: (instances.peak * 2) / 60,
    },
  };
}

/** @param {number} requests a second @param {number} passwords a second */
function instancesOf(requests, passwords) {
  const { workerCpuMs, hostCpuMs, passwordCpuMs, utilisation } = behaviour;
  const cores = (requests * (workerCpuMs.value + hostCpuMs.value) + passwords * passwordCpuMs.value) / 1000;
  const coresPerInstance = limits.instanceCores.value * utilisation.value;
  return {
    mean: Math.max(1, cores / coresPerInstance),
    peak: Math.max(1, Math.ceil((cores * peak) / coresPerInstance)),
  };
}

/** A second. @param {number} users @param {number} requests @param {number} instances */
function logBytesOf(users, requests, instances) {
  const rowsInRequests = Math.min(requests, limits.sampledRowsPerSecond.value * instances);
  return (
    perSecond(
      users,
      perUserMonth((flow) => flow.logBytes),
    ) +
    requests * behaviour.traceEnvelopeBytes.value +
    rowsInRequests * behaviour.requestRowBytes.value
  );
}

/** A second, of Cosmos DB. @param {number} users @param {number} transactions @param {{ rows: number, partitions: number }} expiry */
function ruOf(users, transactions, { rows, partitions }) {
  const changes = perSecond(
    users,
    perUserMonth((flow) => flow.changes),
  );
  const commits = perSecond(
    users,
    perUserMonth((flow) => flow.commits),
  );
  const queries = transactions - commits - partitions;
  return queries * behaviour.queryRu.value + (changes + rows) * behaviour.rowWriteRu.value;
}
