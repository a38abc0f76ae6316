// What each flow costs: requests, calls to the store that a request waits for, rows that stay, bytes of them and of the log lines.
// test/bench/scale-flows.test.ts counts all of it at a running service.

/**
 * @typedef {object} Flow
 * @property {string} title
 * @property {number} requests
 * @property {number} reads
 * @property {number} commits
 * @property {number} changes of the commits: rows that are inserted, removed or required
 * @property {number} rows that stay until their partition is swept, or something else removes them
 * @property {number} bytes of the inserted rows
 * @property {number} logBytes
 * @property {number} barrierChecks each may read a bucket of barriers
 */

/** @type {Readonly<Record<keyof typeof import('./assumptions.js').perUser, Flow>>} */
export const flows = {
  passwordSignIn: {
    title: 'a sign-in with a password, and the code',
    requests: 3,
    reads: 1,
    commits: 1,
    changes: 3,
    rows: 3,
    bytes: 712,
    logBytes: 1015,
    barrierChecks: 2,
  },
  sessionSignIn: {
    title: 'a sign-in with a session, and the code',
    requests: 2,
    reads: 1,
    commits: 1,
    changes: 3,
    rows: 3,
    bytes: 712,
    logBytes: 798,
    barrierChecks: 3,
  },
  refresh: {
    title: 'a refresh with rotation',
    requests: 1,
    reads: 0,
    commits: 1,
    changes: 3,
    rows: 0,
    bytes: 200,
    logBytes: 522,
    barrierChecks: 1,
  },
  userinfo: {
    title: '`/userinfo`',
    requests: 1,
    reads: 3,
    commits: 0,
    changes: 0,
    rows: 0,
    bytes: 0,
    logBytes: 325,
    barrierChecks: 1,
  },
  introspection: {
    title: 'an introspection',
    requests: 1,
    reads: 1,
    commits: 0,
    changes: 0,
    rows: 0,
    bytes: 0,
    logBytes: 294,
    barrierChecks: 1,
  },
  revocation: {
    title: 'a revocation',
    requests: 1,
    reads: 0,
    commits: 1,
    changes: 1,
    rows: -1,
    bytes: 0,
    logBytes: 301,
    barrierChecks: 0,
  },
  signOut: {
    title: 'a sign-out',
    requests: 3,
    reads: 2,
    commits: 2,
    changes: 2,
    rows: 2,
    bytes: 603,
    logBytes: 689,
    barrierChecks: 2,
  },
  signOutEverywhere: {
    title: 'a sign-out everywhere',
    requests: 3,
    reads: 3,
    commits: 3,
    changes: 3,
    rows: 3,
    bytes: 967,
    logBytes: 689,
    barrierChecks: 2,
  },
  deviceSignIn: {
    title: 'a sign-in on a device, with a password and six polls',
    requests: 14,
    reads: 14,
    commits: 8,
    changes: 17,
    rows: 6,
    bytes: 3678,
    logBytes: 5195,
    barrierChecks: 5,
  },
  clientCredentials: {
    title: '`client_credentials`',
    requests: 1,
    reads: 0,
    commits: 0,
    changes: 0,
    rows: 0,
    bytes: 0,
    logBytes: 446,
    barrierChecks: 0,
  },
  document: {
    title: '`/jwks` or metadata',
    requests: 1,
    reads: 0,
    commits: 0,
    changes: 0,
    rows: 0,
    bytes: 0,
    logBytes: 195,
    barrierChecks: 0,
  },
  refusal: {
    title: 'a refused token request',
    requests: 1,
    reads: 0,
    commits: 0,
    changes: 0,
    rows: 0,
    bytes: 0,
    logBytes: 453,
    barrierChecks: 0,
  },
};
