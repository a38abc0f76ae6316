// A soak as a page: what was found, a table of the windows, and a plot of memory and latency.
import { cpus } from 'node:os';

/** @typedef {import('./verdict.js').Window} Window */
/** @typedef {import('./verdict.js').Finding} Finding */

/**
 * @typedef {object} Soak
 * @property {string} title
 * @property {readonly string[]} facts
 * @property {readonly Window[]} windows
 * @property {readonly Finding[]} findings
 */

/** @param {number} bytes */
const mb = (bytes) => (bytes / 1e6).toFixed(1);

/** @param {Soak} soak @param {string} plot the name of its file */
export function reportOf({ title, facts, windows, findings }, plot) {
  const began = (windows[0]?.sample.atMs ?? 0) / 1000;
  const rows = windows.map(({ requests, p50, p99, cpuMs, loadMs, othersShare, sample }) => [
    (sample.atMs / 1000 - began).toFixed(0),
    requests,
    p50.toFixed(1),
    p99.toFixed(1),
    (cpuMs / requests).toFixed(2),
    (loadMs / requests).toFixed(2),
    sample.loopDelayMaxMs.toFixed(0),
    mb(sample.rss),
    mb(sample.heapUsed),
    sample.resources,
    `${(100 * othersShare).toFixed(0)} %`,
  ]);
  return `# ${title}

${facts.map((each) => `- ${each}`).join('\n')}
- Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}

${table(
  ['what', 'found', 'bound', ''],
  findings.map(({ what, figure, bound, is }) => [what, figure, bound, is]),
)}

![Memory and latency](${plot})

${table(['s', 'requests', 'p50 ms', 'p99 ms', 'CPU ms each', 'load ms each', 'longest stall ms', 'RSS MB', 'heap MB', 'handles', 'others'], rows)}

Latency counts from the time at which a request was due. The heap is measured after a full collection, and the latency without the requests that this collection held up. \`longest stall\`: of the event loop of the service. \`load\`: its CPU time for each request, which shows how fast the processors were. \`others\`: what the rest of the machine used of all processors.
`;
}

/** @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} rows */
function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
