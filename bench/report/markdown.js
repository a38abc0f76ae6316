// Writes the results as Markdown.

import { allServers, isEmbedded, threeRows } from '../measure/servers.js';
import { parts } from '../parts/parts.js';
import { machineFacts, peerVersions } from './machine.js';
import { ratios, reachedOf } from './ratios.js';

/** @typedef {import('../measure/rounds.js').Measured} Measured */
/** @typedef {import('./ratios.js').Results} Results */

/**
 * @param {Results} results @param {import('../measure/rounds.js').Plan} plan @param {string} run when it began
 * @param {string} startUp what start-up.js prints
 */
export function markdownOf(results, plan, run, startUp) {
  const measured = parts.filter(({ name }) => results[name]);
  return `${[
    '# Results',
    `\`npm run bench\` wrote this page and [the plot](results.svg); [README.md](README.md) says what is measured and how. Run ${run}.`,
    machineFacts(plan)
      .map((fact) => `- ${fact}`)
      .join('\n'),
    'Ratios are what to go by. Requests per second are of this machine, and of what else it did meanwhile; the CPU time of the server process for each request depends less on that.',
    ratioTable(results),
    ...measured.flatMap(({ name, title, text }) => [`## ${title}`, text, tableOf(results[name] ?? [])]),
    '## A start',
    startUp,
    '## Versions',
    Object.entries(peerVersions())
      .map(([name, version]) => `- ${name} ${version}`)
      .join('\n'),
  ]
    .filter((each) => each !== '')
    .join('\n\n')}\n`;
}

/** @param {Results} results */
export function ratioTable(results) {
  const rows = ratios.flatMap((ratio) => {
    const found = reachedOf(ratio, results);
    if (!found) return [];
    const target = `${ratio.figure === 'p99' ? 'at most' : 'at least'} ${ratio.target}`;
    return `| ${ratio.what} | ${target} | ${found.reached.toFixed(2)} | ${found.byCpu?.toFixed(2) ?? ''} |`;
  });
  if (rows.length === 0) return '';
  return ['| what | target | reached | by CPU time |', '|---|---|---|---|', ...rows].join('\n');
}

/** @param {readonly Measured[]} measured */
export function tableOf(measured) {
  const rows = measured.map(({ name, perSecond, cpuUs, p50Us, p99Us, residentBytes }) => {
    const host = isEmbedded(name) ? 'embedded host' : 'bare `node:http`';
    return `| ${titleOf(name)} | ${host} | ${Math.round(perSecond)} | ${Math.round(cpuUs)} | ${ms(p50Us)} | ${ms(p99Us)} | ${Math.round(residentBytes / 1e6)} |`;
  });
  return [
    '| server | on | requests/s | CPU µs/request | p50 ms | p99 ms | resident MB |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** @param {string} name */
export function titleOf(name) {
  return [...allServers, threeRows].find((each) => each.name === name)?.title ?? name;
}

/** @param {number} microseconds */
function ms(microseconds) {
  return (microseconds / 1000).toFixed(1);
}
