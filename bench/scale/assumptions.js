// What the figures of docs/scale.md rest on. Change a value, and run `node bench/simulate.js`.

/**
 * @typedef {object} Figure
 * @property {number} value
 * @property {string} unit
 * @property {string} meaning
 * @property {string} source Markdown
 */

/** Monthly active users. */
export const sizes = /** @type {const} */ ([1_000, 1_000_000, 100_000_000]);

export const secondsPerMonth = 30 * 86_400;

/** What one active user does in a month, by flow; flows.js has what each costs. */
export const perUser = /** @type {const} */ ({
  passwordSignIn: 2,
  sessionSignIn: 4,
  refresh: 48,
  userinfo: 6,
  introspection: 10,
  revocation: 1,
  signOut: 1,
  signOutEverywhere: 0.02,
  deviceSignIn: 0.05,
  clientCredentials: 10,
  document: 1,
  refusal: 1,
});

/** @type {Readonly<Record<'peakFactor' | 'grantDays' | 'workerCpuMs' | 'hostCpuMs' | 'passwordCpuMs' | 'utilisation' | 'roundTripMs' | 'busyClients' | 'probesPerSecond' | 'traceEnvelopeBytes' | 'requestRowBytes' | 'queryRu' | 'rowWriteRu', Figure>>} */
export const behaviour = {
  peakFactor: { value: 4, unit: 'times the mean', meaning: 'The busiest minutes of a month', source: 'assumed' },
  grantDays: {
    value: 90,
    unit: 'days',
    meaning: 'A grant stays in the store for its `grant_lifetime`, revoked or not',
    source: '[its default](reference.md#client-members)',
  },
  workerCpuMs: {
    value: 0.7,
    unit: 'ms',
    meaning: 'CPU of the Node process for a request',
    source: '[measured](../bench/results.md) on one core',
  },
  hostCpuMs: {
    value: 2,
    unit: 'ms',
    meaning: 'CPU of the Functions host for a request, beside that of the Node process',
    source:
      'assumed: the host and a function that answers a constant make about 1,100 requests a second on two cores, load included',
  },
  passwordCpuMs: { value: 250, unit: 'ms', meaning: 'CPU of one scrypt', source: '`shared/users/password.ts`' },
  utilisation: {
    value: 0.6,
    unit: 'of a core',
    meaning: 'How busy an instance is at the peak, before another starts',
    source: 'assumed',
  },
  roundTripMs: {
    value: 10,
    unit: 'ms',
    meaning: 'One call to the table service in the same region',
    source: 'assumed',
  },
  busyClients: {
    value: 20,
    unit: 'clients',
    meaning: 'Clients of the store that every instance serves within a minute',
    source: 'assumed',
  },
  probesPerSecond: {
    value: 0.2,
    unit: 'a second',
    meaning: 'Probes of `/health/ready`, all together',
    source: 'assumed',
  },
  traceEnvelopeBytes: {
    value: 900,
    unit: 'bytes',
    meaning: 'What Application Insights adds to a log line: ids, names, `customDimensions`',
    source: 'assumed',
  },
  requestRowBytes: { value: 1_000, unit: 'bytes', meaning: 'A row in `requests`', source: 'assumed' },
  queryRu: {
    value: 3,
    unit: 'RU',
    meaning: 'Cosmos DB: the query of a partition with a few rows',
    source:
      'assumed; [a point read of 1 KB is 1 RU](https://learn.microsoft.com/azure/cosmos-db/understand-request-unit-consumption)',
  },
  rowWriteRu: {
    value: 5,
    unit: 'RU',
    meaning: 'Cosmos DB: a row inserted or removed',
    source: '[4.95 RU for 1 KB](https://learn.microsoft.com/azure/cosmos-db/understand-request-unit-consumption)',
  },
};
