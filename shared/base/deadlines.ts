// How long each part waits for another. Not settings, because each follows from how long clients and browsers wait.

export interface Deadlines {
  /** One call to the store, with its repeat. A request makes one to three, and two more with cold caches; clients wait longer. */
  readonly storeTimeoutMs: number;
  /** One call to the store that no client waits for, such as a sweep. The Table service searches for up to 5 seconds. */
  readonly searchTimeoutMs: number;
  /** One slice of upkeep, which starts no further call to the store afterwards. */
  readonly upkeepSliceTimeoutMs: number;
  /** The reading of a cached client, of a vault after a long pause, or of a changed key file; afterwards the previous one stays in use. */
  readonly clientLookupTimeoutMs: number;
  readonly keyFileTimeoutMs: number;
  /** One call to Key Vault, with its repeat and the token of the identity. Requests wait for it only at a start. */
  readonly vaultTimeoutMs: number;
  /** The wait of a password for its turn to be checked. Browsers wait longer. */
  readonly passwordQueueTimeoutMs: number;
  readonly telemetryFlushTimeoutMs: number;
  /** A document of another server: its name, the connection and the whole answer. Platforms wait ten seconds or more for a token. */
  readonly remoteDocumentTimeoutMs: number;
  /** One call to the store by a command, including the token of `az login`, which takes some seconds. */
  readonly operatorStoreTimeoutMs: number;
  /** The wait of a command for another command that uses the Azurite of the folder. */
  readonly otherCommandTimeoutMs: number;
  /** The waits of `doctor` for a document of the issuer, and for the answer to its oversized body. */
  readonly issuerTimeoutMs: number;
  readonly bodyLimitTimeoutMs: number;
  /** The wait for the previous Azurite, which saves its rows and exits; longer if its owner runs, which may be a service. */
  readonly azuriteHandoverTimeoutMs: number;
  readonly azuriteOwnerTimeoutMs: number;
  /** The embedded host: its wait for in-flight requests when it stops, and the life of an idle connection. */
  readonly closingTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  startTimer(milliseconds: number): AbortSignal;
}

export const productionDeadlines: Deadlines = {
  storeTimeoutMs: 2_000,
  searchTimeoutMs: 10_000,
  upkeepSliceTimeoutMs: 20_000,
  clientLookupTimeoutMs: 1_000,
  keyFileTimeoutMs: 250,
  vaultTimeoutMs: 10_000,
  passwordQueueTimeoutMs: 2_000,
  telemetryFlushTimeoutMs: 2_000,
  remoteDocumentTimeoutMs: 5_000,
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

/** A test sets other deadlines under this global symbol, in a module that Node loads before the app. */
const testDeadlines = Symbol.for('tessera.deadlines');

export function processDeadlines(): Deadlines {
  return { ...productionDeadlines, ...Reflect.get(globalThis, testDeadlines) };
}
