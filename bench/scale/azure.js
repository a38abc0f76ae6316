// Limits and prices of Azure, looked up in November 2026. docs/scale.md shows them.

/** @typedef {import('./assumptions.js').Figure} Figure */

const scalability = '[Table storage](https://learn.microsoft.com/azure/storage/tables/scalability-targets)';
const flex = '[Flex Consumption](https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan)';

/** @type {Readonly<Record<'accountTransactions' | 'partitionEntities' | 'pageRows' | 'defaultInstances' | 'regionMemoryMb' | 'appInstances' | 'instanceMemoryMb' | 'instanceCores' | 'minActiveSeconds' | 'logBytesPerMinute' | 'sampledRowsPerSecond', Figure>>} */
export const limits = {
  accountTransactions: {
    value: 20_000,
    unit: 'a second',
    meaning: 'Transactions of a storage account, of 1 KiB',
    source: scalability,
  },
  partitionEntities: {
    value: 2_000,
    unit: 'a second',
    meaning: 'Entities of one partition, of 1 KiB',
    source: scalability,
  },
  pageRows: {
    value: 1_000,
    unit: 'rows',
    meaning: 'Rows of one answer to a query',
    source:
      '[Query timeout and pagination](https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination)',
  },
  instanceMemoryMb: {
    value: 2_048,
    unit: 'MB',
    meaning: 'Memory of an instance',
    source: `\`INSTANCE_MEMORY\` of [deploy.md](deploy.md#parameters); ${flex} has 512, 2,048 and 4,096`,
  },
  instanceCores: { value: 1, unit: 'core', meaning: 'CPU of an instance of 2,048 MB', source: flex },
  defaultInstances: {
    value: 40,
    unit: 'instances',
    meaning: 'The most, unless you set more',
    source: '`MAXIMUM_INSTANCES` of [deploy.md](deploy.md#parameters)',
  },
  regionMemoryMb: {
    value: 512_000,
    unit: 'MB',
    meaning: 'Memory of all instances of a subscription in a region, unless support raises it',
    source: flex,
  },
  appInstances: { value: 1_000, unit: 'instances', meaning: 'The most that an app can have', source: flex },
  minActiveSeconds: { value: 1, unit: 'second', meaning: 'The shortest time that is billed', source: flex },
  logBytesPerMinute: {
    value: 6e9,
    unit: 'bytes a minute',
    meaning: 'What a Log Analytics workspace takes, unless support raises it',
    source: '[Azure Monitor](https://learn.microsoft.com/azure/azure-monitor/service-limits#log-analytics-workspaces)',
  },
  sampledRowsPerSecond: {
    value: 20,
    unit: 'a second and instance',
    meaning: 'Rows in `requests` above this are sampled; log lines are not',
    source: '[operations.md](operations.md#what-the-host-logs)',
  },
};

const thirdParty = 'found at third parties only';

/** US dollars, pay as you go, East US. @type {Readonly<Record<'readyGbSecond' | 'readyActiveGbSecond' | 'gbSecond' | 'freeGbSeconds' | 'execution' | 'transaction' | 'storedGb' | 'logGb' | 'freeLogGb' | 'vaultOperation' | 'alerts' | 'ruHour' | 'cosmosGb', Figure>>} */
export const prices = {
  gbSecond: { value: 0.000026, unit: 'per GB-s', meaning: 'Functions, on demand', source: thirdParty },
  freeGbSeconds: { value: 100_000, unit: 'GB-s', meaning: 'of it free in a month', source: thirdParty },
  readyGbSecond: {
    value: 0.000004,
    unit: 'per GB-s',
    meaning: 'Functions, the baseline of an instance that is always ready',
    source: 'not found: assumed',
  },
  readyActiveGbSecond: {
    value: 0.000016,
    unit: 'per GB-s',
    meaning: 'the same while it executes',
    source: 'not found: assumed',
  },
  execution: { value: 0.4 / 1e6, unit: 'per execution', meaning: 'Functions', source: 'not found: assumed' },
  transaction: { value: 0.00036 / 1e4, unit: 'per transaction', meaning: 'Table storage', source: thirdParty },
  storedGb: {
    value: 0.0563,
    unit: 'per GB and month',
    meaning: 'Table storage in three zones',
    source: 'not found: assumed',
  },
  logGb: {
    value: 2.3,
    unit: 'per GB',
    meaning: 'Log Analytics, Analytics Logs, kept 31 days',
    source: `${thirdParty}; [how it is counted](https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs)`,
  },
  freeLogGb: { value: 5, unit: 'GB', meaning: 'of it free in a month', source: thirdParty },
  vaultOperation: { value: 0.03 / 1e4, unit: 'per operation', meaning: 'Key Vault', source: thirdParty },
  alerts: { value: 10, unit: 'per month', meaning: 'The alerts', source: '[deploy.md](deploy.md#what-is-created)' },
  ruHour: {
    value: 0.008 / 100,
    unit: 'per RU/s and hour',
    meaning: 'Cosmos DB, provisioned',
    source: '[its bill](https://learn.microsoft.com/azure/cosmos-db/understand-your-bill)',
  },
  cosmosGb: {
    value: 0.25,
    unit: 'per GB and month',
    meaning: 'Cosmos DB',
    source: '[its bill](https://learn.microsoft.com/azure/cosmos-db/understand-your-bill)',
  },
};
