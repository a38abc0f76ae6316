// The tables of docs/scale.md, each between its markers.
import { behaviour, perUser, sizes } from './assumptions.js';
import { limits, prices } from './azure.js';
import { exact, figure } from './figure.js';
import { flows } from './flows.js';
import { cosmosMoneyOf, moneyOf } from './money.js';

/** @typedef {import('./simulation.js').Simulation} Simulation */

/** @type {Readonly<Record<string, (simulation: Simulation) => string>>} */
export const tables = {
  summary: ({ loads }) =>
    bySize([
      ['requests a second, mean', loads.map(({ requests }) => figure(requests))],
      ['requests a second, at the peak', loads.map(({ requests, peak }) => figure(requests * peak))],
      ['instances, mean', loads.map(({ instances }) => figure(instances.mean))],
      ['instances, at the peak', loads.map(({ instances }) => figure(instances.peak))],
      ['storage transactions a second, at the peak', loads.map(({ transactions }) => figure(transactions.peak))],
      ['grants in the store', loads.map(({ liveGrants }) => figure(liveGrants))],
      ['GB in the store', loads.map(({ storedBytes }) => figure(storedBytes / 1e9))],
      ['GB of log a month', loads.map(({ logBytes }) => figure((logBytes * 30 * 86_400) / 1e9))],
      ['US dollars a month', loads.map((load) => figure(sum(moneyOf(load))))],
      ['US dollars a month for 1,000 users', loads.map((load) => figure((sum(moneyOf(load)) * 1000) / load.users))],
    ]),
  money: ({ loads }) => {
    const each = loads.map(moneyOf);
    const lines = /** @type {(keyof ReturnType<typeof moneyOf>)[]} */ (Object.keys(each[0] ?? {}));
    return bySize([
      ...lines.map((line) => /** @type {const} */ ([line, each.map((money) => figure(money[line]))])),
      ['**together**', each.map((money) => `**${figure(sum(money))}**`)],
      ['Cosmos DB in place of the storage lines', loads.map((load) => figure(cosmosMoneyOf(load)))],
    ]);
  },
  transactions: ({ loads }) => {
    const names = /** @type {const} */ ({
      requests: 'that requests wait for',
      buckets: 'buckets of barriers',
      signOuts: 'the outbox and the visits of a sign-out, barriers that move',
      instances: 'instances: barriers, clients, providers, claims of upkeep',
      sweep: 'clean-up',
      probes: 'probes',
      mean: 'together, mean',
      peak: 'together, at the peak',
    });
    const lines = /** @type {(keyof typeof names)[]} */ (Object.keys(names));
    return bySize(lines.map((line) => [names[line], loads.map(({ transactions }) => figure(transactions[line]))]));
  },
  breaks: ({ breaks }) =>
    table(
      ['what', 'limit', 'reached at', 'what to change then'],
      breaks.map(({ what, limit, users, change }) => [
        what,
        limit === 1 ? 'what an hour removes' : figure(limit),
        `${figure(users)} users`,
        change,
      ]),
    ),
  spread: ({ loads, spreads }) =>
    bySize([
      [
        'calls a second at the peak, without those to the partitions below',
        spreads.map(({ byRange }) => figure(byRange.reduce((all, each) => all + each, 0))),
      ],
      ['partitions that 10,000 calls went to', spreads.map(({ partitions }) => figure(partitions))],
      ['the busiest of 16 ranges', spreads.map(({ hottestRange }) => figure(hottestRange))],
      ['the busiest day in a range', spreads.map(({ hottestRangeAndDay }) => figure(hottestRangeAndDay))],
      ['entities of the outbox', loads.map(({ partitions }) => figure(partitions.outbox))],
      ['entities of the busiest bucket of barriers', loads.map(({ partitions }) => figure(partitions.bucket))],
      ['entities of the log of barriers', loads.map(({ partitions }) => figure(partitions.barrierLog))],
      ['entities of the claims of upkeep', loads.map(({ partitions }) => figure(partitions.claims))],
      ['entities of one client', loads.map(({ partitions }) => figure(partitions.client))],
    ]),
  sweep: ({ loads, background, backlogs }) =>
    bySize([
      ['rows that are due in a day', loads.map(({ sweptPerDay }) => figure(sweptPerDay))],
      ['the most that clean-up removes in a day', loads.map(() => figure(24 * background.sweepRowsPerHour))],
      [
        'hours of the day that it takes',
        loads.map(({ sweepShare }) => (sweepShare > 1 ? 'more than 24' : figure(24 * sweepShare))),
      ],
      ['rows left over after 60 days', backlogs.map((backlog) => figure(backlog.at(-1) ?? 0))],
    ]),
  measured: ({ background }) =>
    table(
      ['what', 'counted'],
      [
        [
          'transactions for a partition of 3 rows that clean-up removes, its queries included',
          background.sweepTransactions.toFixed(2),
        ],
        ['milliseconds for 1,000 rows, in 16 ranges at once', figure(background.sweepCallMs)],
        ['rows that an hour of clean-up removes at most', figure(background.sweepRowsPerHour)],
        ['minutes of the hour after which its slices are used up', figure(background.sweepMinutes)],
        [
          'readings of the claims of upkeep in an hour by an instance, without work',
          figure(background.claimReadsPerHour),
        ],
        ['the same while clean-up has more than it can do', figure(background.busyClaimReadsPerHour)],
        ['and by the one that cleans up', figure(background.workerClaimReadsPerHour)],
        ['readings of the log of barriers in an hour by an instance', figure(background.logReadsPerHour)],
        ['readings of a bucket for a check, if all 1,024 have rows', figure(background.bucketMisses)],
        ['entities of the outbox read for a sign-out, with one a second', figure(background.outboxEntities)],
      ],
    ),
  flows: () =>
    table(
      [
        'flow',
        'a user, a month',
        'requests',
        'reads',
        'commits',
        'changes in them',
        'rows that stay',
        'bytes stored',
        'bytes of log',
        'checks of barriers',
      ],
      Object.entries(flows).map(([name, flow]) => [
        flow.title,
        perUser[/** @type {keyof typeof perUser} */ (name)],
        flow.requests,
        flow.reads,
        flow.commits,
        flow.changes,
        flow.rows,
        flow.bytes,
        flow.logBytes,
        flow.barrierChecks,
      ]),
    ),
  behaviour: () => figuresOf(behaviour, 'assumption'),
  limits: () => figuresOf(limits, 'limit'),
  prices: () => figuresOf(prices, 'price, in US dollars', exact),
};

/** @param {string} page @param {Simulation} simulation @throws {Error} unless it has the markers of each table once */
export function withTables(page, simulation) {
  return Object.entries(tables).reduce((text, [name, write]) => {
    const parts = text.split(new RegExp(`(<!-- table ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`));
    const [before, begin, end, after] = parts;
    if (parts.length !== 4) throw new Error(`docs/scale.md must have the markers of the table ${name} once`);
    return `${before}${begin}\n${write(simulation)}\n\n${end}${after}`;
  }, page);
}

/** @param {Readonly<Record<string, import('./assumptions.js').Figure>>} figures @param {string} title @param {(value: number) => string} write */
function figuresOf(figures, title, write = figure) {
  return table(
    [title, 'value', 'from'],
    Object.values(figures).map(({ meaning, value, unit, source }) => [meaning, `${write(value)} ${unit}`, source]),
  );
}

/** @param {readonly (readonly [string, readonly string[]])[]} rows */
function bySize(rows) {
  return table(
    ['', ...sizes.map((size) => `${figure(size)} users`)],
    rows.map(([name, cells]) => [name, ...cells]),
  );
}

/** @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} rows */
function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {Readonly<Record<string, number>>} parts */
function sum(parts) {
  return Object.values(parts).reduce((all, each) => all + each, 0);
}
