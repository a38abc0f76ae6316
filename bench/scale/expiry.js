// What ends and must be removed: grants and sessions by clean-up, barriers a year later.
import { perUser } from './assumptions.js';
import { perSecond, perUserMonth } from './per-user.js';

/** @typedef {import('./model.js').Background} Background */

const rowsOfGrant = 3;
const rowsOfDevice = 3;
/** Of the step that sends logout tokens again, every five minutes. */
const logoutClaimRowsPerHour = 24;

/** Barriers are in the log first, then in buckets. @param {number} users @param {Background} background */
export function barriersOf(users, background) {
  const raised = perSecond(users, perUser.signOutEverywhere);
  const rows = raised * background.barrierDays * 86_400;
  const bucketRows = rows / background.buckets;
  const checks = perSecond(
    users,
    perUserMonth((flow) => flow.barrierChecks),
  );
  const filledBuckets = 1 - Math.exp(-bucketRows);
  return { raised, rows, bucketRows, bucketReads: checks * background.bucketMisses * filledBuckets };
}

export const grantsPerMonth = perUser.passwordSignIn + perUser.sessionSignIn + perUser.deviceSignIn;

/** What ends, and how busy clean-up is with it. @param {number} users @param {Background} background */
export function expiryOf(users, background) {
  const sessions = perUser.signOut + perUser.signOutEverywhere;
  const rows = perSecond(users, rowsOfGrant * grantsPerMonth + sessions + rowsOfDevice * perUser.deviceSignIn);
  const rowsPerDay = rows * 86_400;
  const share = rowsPerDay / (24 * background.sweepRowsPerHour);
  const { claimRowsPerHour, busyClaimRowsPerHour, claimReadsPerHour, busyClaimReadsPerHour } = background;
  const busyHours = 24 * Math.min(1, share);
  const rowsAfterwards = busyHours * (busyClaimRowsPerHour + logoutClaimRowsPerHour);
  const rowsAtMidnight = rowsAfterwards + (24 - busyHours) * (claimRowsPerHour + logoutClaimRowsPerHour);
  const busyReads = (/** @type {number} */ instances) =>
    ((instances - 1) * busyClaimReadsPerHour + background.workerClaimReadsPerHour) / 3600;
  const idleReads = (/** @type {number} */ instances) => (instances * claimReadsPerHour) / 3600;
  return {
    partitions: perSecond(users, grantsPerMonth + sessions + perUser.deviceSignIn),
    rows,
    rowsPerDay,
    share,
    /** A second, by all instances. */
    claimReads: (/** @type {number} */ instances) =>
      (idleReads(instances) * (24 - busyHours) + busyReads(instances) * busyHours) / 24,
    claimRows: rowsAtMidnight,
    /** Entities a second, when clean-up has done its work of the day, or at the end of the day. */
    claimEntities: (/** @type {number} */ instances) =>
      Math.max(busyReads(instances) * rowsAfterwards, idleReads(instances) * rowsAtMidnight),
  };
}
