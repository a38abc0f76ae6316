// From a load to US dollars a month.
import { secondsPerMonth } from './assumptions.js';
import { limits, prices } from './azure.js';

/** @typedef {import('./model.js').Load} Load */

const hoursPerMonth = secondsPerMonth / 3600;
/** Between two readings of the key ring in a vault. */
const vaultRefreshSeconds = 120;
/** The least that a table can have. */
const minRu = 400;

/** US dollars a month. @param {Load} load */
export function moneyOf({ requests, instances, transactions, storedBytes, logBytes }) {
  const gb = limits.instanceMemoryMb.value / 1024;
  const readyActive = 1 - Math.exp(-requests * limits.minActiveSeconds.value);
  const onDemandGbSeconds = Math.max(0, (instances.mean - 1) * secondsPerMonth * gb - prices.freeGbSeconds.value);
  const logGb = (logBytes * secondsPerMonth) / 1e9;
  return {
    'the instance that is always ready':
      secondsPerMonth * gb * (prices.readyGbSecond.value + readyActive * prices.readyActiveGbSecond.value),
    'the other instances': onDemandGbSeconds * prices.gbSecond.value,
    executions: requests * secondsPerMonth * prices.execution.value,
    'storage transactions': transactions.mean * secondsPerMonth * prices.transaction.value,
    'stored data': (storedBytes / 1e9) * prices.storedGb.value,
    'the log': Math.max(0, logGb - prices.freeLogGb.value) * prices.logGb.value,
    'Key Vault': (instances.mean * secondsPerMonth * prices.vaultOperation.value) / vaultRefreshSeconds,
    alerts: prices.alerts.value,
  };
}

/** US dollars a month of Cosmos DB in place of Table storage, provisioned for the peak. @param {Load} load */
export function cosmosMoneyOf({ peakRu, storedBytes }) {
  return Math.max(minRu, peakRu) * hoursPerMonth * prices.ruHour.value + (storedBytes / 1e9) * prices.cosmosGb.value;
}
