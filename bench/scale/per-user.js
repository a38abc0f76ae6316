// Adds up what the users do.
import { perUser, secondsPerMonth } from './assumptions.js';
import { flows } from './flows.js';

const names = /** @type {readonly (keyof typeof perUser)[]} */ (Object.keys(perUser));

/** @param {(flow: import('./flows.js').Flow) => number} cost */
export function perUserMonth(cost) {
  return names.reduce((sum, name) => sum + perUser[name] * cost(flows[name]), 0);
}

/** @param {number} users @param {number} perMonth of one of them */
export function perSecond(users, perMonth) {
  return (users * perMonth) / secondsPerMonth;
}
