// `npm run bench -- --only memory`: resident memory while a million tokens are issued, of the service as `npm start` runs it, and
// of what it is built on. Writes memory.md and memory.svg; with `--quick`, a tenth of it, to bench/out/.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildServers } from './build-servers.js';
import { startServer } from './measure/server-process.js';
import { signatureOnNodeHttp, signingFunction, tessera } from './measure/servers.js';
import { openClient } from './soak/client.js';
import { problemOf, tokens } from './soak/expected.js';
import { basic } from './soak/parties.js';
import { plotOf } from './soak/plot.js';
import { growth, median } from './soak/statistics.js';

/** @typedef {import('./measure/server-process.js').Server} Server */

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const whole = values.quick ? 100_000 : 1_000_000;
const samples = 20;
const connections = 16;

/** Mebibytes that the process keeps resident, by the median of the second half: each full collection gives some back. */
const most = 110;
/** Mebibytes by which the second half may grow: pages come and go. */
const flatness = 6;

/** Those beside the service are as flat after a tenth. @type {readonly { server: Server, title: string, part: number, flags?: readonly string[] }[]} */
const runs = [
  { server: tessera, title: 'Tessera', part: 1 },
  {
    server: tessera,
    title: 'Tessera, with `--max-semi-space-size=8`',
    part: 0.1,
    flags: ['--max-semi-space-size=8'],
  },
  { server: signingFunction, title: 'a function with one jose signature, on the same host', part: 0.1 },
  { server: signatureOnNodeHttp, title: 'one jose signature on bare `node:http`', part: 0.1 },
];

const request = {
  path: '/token',
  form: { grant_type: 'client_credentials' },
  headers: basic('job'),
};

/** Issues as many tokens over the connections, and checks each answer. @param {import('./soak/client.js').Send} send @param {number} count */
async function issue(send, count) {
  let left = count;
  async function caller() {
    while (left > 0) {
      left -= 1;
      const problem = problemOf(await send(request), tokens);
      if (problem !== undefined) throw new Error(problem);
    }
  }
  await Promise.all(Array.from({ length: connections }, caller));
}

/** @param {(typeof runs)[number]} run @param {string} folder @returns {Promise<readonly number[]>} mebibytes: at the start, and after each part */
async function measure({ server, title, part, flags = [] }, folder) {
  const running = await startServer(server, folder, flags);
  const client = openClient(running.origin, connections);
  const residentMib = async () => (await running.usage()).residentBytes / 2 ** 20;
  try {
    const resident = [await residentMib()];
    for (let sample = 1; sample <= samples; sample += 1) {
      await issue(client.send, (whole * part) / samples);
      resident.push(await residentMib());
    }
    console.log(`${title}: ${resident.map((each) => each.toFixed(0)).join(' ')} MiB`);
    return resident;
  } finally {
    client.close();
    await running.stop();
  }
}

/** @param {readonly { title: string, part: number, resident: readonly number[] }[]} measured */
function pageOf(measured) {
  const later = measured[0]?.resident.slice(samples / 2) ?? [];
  const heads = measured.map(({ title, part }) => `${title} (${(whole * part).toLocaleString('en')} tokens)`);
  const rows = Array.from({ length: samples + 1 }, (_, index) => [
    `${(100 * index) / samples} %`,
    ...measured.map(({ resident }) => resident[index]?.toFixed(1)),
  ]);
  const table = [['tokens', ...heads], heads.map(() => '---').concat('---'), ...rows];
  return `# Resident memory

\`npm run bench -- --only memory\` wrote this page. MiB that the system counts as resident for the process of the server, while ${connections} connections ask for tokens by \`client_credentials\`, ES256, \`STORE=memory\`; each answer is checked. Node.js ${process.versions.node} with its usual flags but where it says so, ${cpus()[0]?.model.trim()}.

In the second half: ${median(later).toFixed(0)} MiB by the median, ${Math.max(...later).toFixed(0)} at most, and ${growth(later).toFixed(1)} more at its end than at its beginning.

![Resident memory](memory.svg)

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

await buildServers();
const folder = await mkdtemp(join(tmpdir(), 'tessera-memory-'));
const measured = [];
try {
  for (const run of runs) measured.push({ ...run, resident: await measure(run, folder) });
} finally {
  await rm(folder, { recursive: true, force: true });
}
const target = values.quick ? join(import.meta.dirname, 'out') : import.meta.dirname;
await mkdir(target, { recursive: true });
const series = measured.map(({ title, resident }) => ({
  name: title.replaceAll('`', ''),
  unit: 'MB',
  values: resident,
}));
await writeFile(join(target, 'memory.md'), pageOf(measured));
await writeFile(join(target, 'memory.svg'), plotOf('Resident memory', series, 'all tokens'));

const later = measured[0]?.resident.slice(samples / 2) ?? [];
if (growth(later) > flatness)
  throw new Error(`Resident memory grew by ${growth(later).toFixed(1)} MiB in the second half.`);
if (median(later) > most) throw new Error(`${median(later).toFixed(0)} MiB are resident, more than ${most}.`);
