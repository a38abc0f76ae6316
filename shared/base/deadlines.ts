// How long one part of the service waits for another before it goes on without. They are no settings: each follows from how
// long clients and browsers wait.

/** Milliseconds each. */
export interface Deadlines {
  /**
   * One call to the store, its repeat included. A request makes one for its grant, three at most, and two where the caches of
   * its instance are cold: clients wait for longer.
   */
  readonly storeTimeoutMs: number;
  /** A call to the store that no client waits for, as of a sweep: the service takes up to 5 seconds to search. */
  readonly searchTimeoutMs: number;
  /** A slice of upkeep: it begins no further call to the store after that. */
  readonly upkeepSliceTimeoutMs: number;
  /** News of a client that is known already: a store that hangs is as good as down. */
  readonly clientLookupTimeoutMs: number;
  /** A key file that has changed; after that, and for all other requests, the ring read before serves. */
  readonly keyFileTimeoutMs: number;
  /** A password that waits for its turn to be compared: a browser, and the person at it, wait for longer. */
  readonly passwordQueueTimeoutMs: number;
  /** What a process that ends waits for a collector of telemetry. */
  readonly telemetryFlushTimeoutMs: number;
  /** One call of a command to the store: the token of an `az login` takes some seconds. */
  readonly operatorStoreTimeoutMs: number;
  /** What a command waits for another one that has started the Azurite of the folder for itself. */
  readonly otherCommandTimeoutMs: number;
  /** A document of the issuer, which `doctor` fetches. */
  readonly issuerTimeoutMs: number;
  /** The answer to a body that is too long, which `doctor` sends. */
  readonly bodyLimitTimeoutMs: number;
  /** What an Azurite waits for the one before it, which saves its rows and ends. */
  readonly azuriteHandoverTimeoutMs: number;
  /** The same where that one's process lives: a command keeps the folder for a moment, a service for longer. */
  readonly azuriteOwnerTimeoutMs: number;
  /** What the embedded host waits for requests in flight when it ends. */
  readonly closingTimeoutMs: number;
  /** What the embedded host keeps a connection that is idle. One that it closes this moment may be used at its other end. */
  readonly keepAliveTimeoutMs: number;
  /** @returns a signal that aborts when the time is over */
  startTimer(milliseconds: number): AbortSignal;
}

export const productionDeadlines: Deadlines = {
  storeTimeoutMs: 2_000,
  searchTimeoutMs: 10_000,
  upkeepSliceTimeoutMs: 20_000,
  clientLookupTimeoutMs: 1_000,
  keyFileTimeoutMs: 250,
  passwordQueueTimeoutMs: 2_000,
  telemetryFlushTimeoutMs: 2_000,
  operatorStoreTimeoutMs: 20_000,
  otherCommandTimeoutMs: 60_000,
  issuerTimeoutMs: 5_000,
  bodyLimitTimeoutMs: 10_000,
  azuriteHandoverTimeoutMs: 10_000,
  azuriteOwnerTimeoutMs: 5_000,
  closingTimeoutMs: 5_000,
  keepAliveTimeoutMs: 5_000,
  startTimer: (milliseconds) => AbortSignal.timeout(milliseconds),
};

/** Where code that is loaded before the app may put others. An environment variable would be a setting. */
const place = Symbol.for('tessera.deadlines');

/** Of this process: those of production, unless it was started by a test. */
export function processDeadlines(): Deadlines {
  return { ...productionDeadlines, ...Reflect.get(globalThis, place) };
}
