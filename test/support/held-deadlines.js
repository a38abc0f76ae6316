// Deadlines independent of the speed of the machine: they pass never, or when a test says so. Plain JavaScript, so that a
// process of the built service can load it.
/** @typedef {import('../../shared/base/deadlines.ts').Deadlines} Deadlines */

/** Milliseconds: longer than a test may take. */
const patience = 600_000;

/** For tests that are not about deadlines. @type {Deadlines} */
export const patientDeadlines = {
  storeTimeoutMs: patience,
  searchTimeoutMs: patience,
  upkeepSliceTimeoutMs: patience,
  clientLookupTimeoutMs: patience,
  keyFileTimeoutMs: patience,
  vaultTimeoutMs: patience,
  passwordQueueTimeoutMs: patience,
  telemetryFlushTimeoutMs: patience,
  remoteDocumentTimeoutMs: patience,
  operatorStoreTimeoutMs: patience,
  otherCommandTimeoutMs: patience,
  issuerTimeoutMs: patience,
  bodyLimitTimeoutMs: patience,
  azuriteHandoverTimeoutMs: patience,
  azuriteOwnerTimeoutMs: patience,
  closingTimeoutMs: patience,
  keepAliveTimeoutMs: patience,
  startTimer: (milliseconds) => AbortSignal.timeout(milliseconds),
};

/** @returns {Deadlines & { pass(): void }} `pass` lets the deadline of a call to the store pass that was started last */
export function heldDeadlines() {
  /** @type {AbortController | undefined} */
  let last;
  return {
    ...patientDeadlines,
    startTimer() {
      last = new AbortController();
      return last.signal;
    },
    pass: () => last?.abort(new DOMException('the test let the deadline pass', 'TimeoutError')),
  };
}
