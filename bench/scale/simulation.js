// One run of everything, from the service's own code to the figures of the tables and of the plot.
import { sizes } from './assumptions.js';
import { measureBackground } from './background.js';
import { breaksOf } from './breaks.js';
import { loadOf } from './model.js';
import { realCode } from './real-code.js';
import { spreadOf } from './spread.js';
import { backlogOf } from './sweep-days.js';

/** @typedef {Awaited<ReturnType<typeof simulate>>} Simulation */

export async function simulate() {
  const code = await realCode();
  const background = await measureBackground(code);
  const loads = sizes.map((users) => loadOf(users, background));
  return {
    background,
    loads,
    breaks: breaksOf(background),
    spreads: loads.map(({ users, transactions, peak }) => spreadOf(code, users, transactions.requests * peak)),
    backlogs: loads.map(({ sweptPerDay }) => backlogOf(sweptPerDay, background.sweepRowsPerHour)),
    /** Of four times as many users as the most. */
    backlogOfMore: backlogOf(4 * (loads.at(-1)?.sweptPerDay ?? 0), background.sweepRowsPerHour),
  };
}
