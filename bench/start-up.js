// `node bench/start-up.js [rounds]`, after a build: what a start costs beside an empty start of Node, as rows of a Markdown table.
import { measureStarts } from './start-up/starts.js';

const rounds = Number(process.argv[2] ?? 15);
const { empty, libraries, memory, table } = await measureStarts(rounds);

/** @type {readonly (readonly [string, import('./start-up/starts.js').Start, string])[]} */
const rows = [
  ['the libraries for Functions and for JWTs alone, with two keys', libraries, ''],
  ['the built entry file', memory, 'at most +25 ms'],
  ['the built entry file with the table store, and its first call', table, 'at most +50 ms'],
];

const lines = rows.map(([what, { cpuMs, wallMs }, target]) => [
  what,
  `+${(cpuMs - empty.cpuMs).toFixed(1)} ms`,
  `+${(wallMs - empty.wallMs).toFixed(1)} ms`,
  (cpuMs / empty.cpuMs).toFixed(2),
  target,
]);
const head = ['loaded, over an empty start', 'CPU', 'until it is loaded', 'CPU as a multiple of it', 'target'];
for (const cells of [head, head.map(() => '---'), ...lines]) console.log(`| ${cells.join(' | ')} |`);
console.log(
  `\nNode ${process.versions.node}; an empty start takes ${empty.cpuMs.toFixed(1)} ms of CPU; medians of ${rounds} interleaved rounds.`,
);
