// `npm run bench`: loads Tessera and its peers, and writes results.md and results.svg. README.md has the options.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../build/root.js';
import { buildServers } from './build-servers.js';
import { parts } from './parts/parts.js';
import { markdownOf, ratioTable, tableOf } from './report/markdown.js';
import { plotOf } from './report/plot.js';

const here = import.meta.dirname;
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const whole = { rounds: 3, seconds: 4, warmUpSeconds: 2 };
const quick = { rounds: 3, seconds: 1, warmUpSeconds: 1 };

const only = values.profile ? 'profile' : values.only;
if (only !== undefined && !parts.some(({ name }) => name === only)) runScript(only);
else await measure();

/** A script beside this one, as `start-up`. @param {string} name */
function runScript(name) {
  const script = join(here, `${name}.js`);
  const names = parts.map((each) => each.name).join(', ');
  if (!/^[\w/-]+$/.test(name) || !existsSync(script)) {
    console.error(`${name} is neither a part (${names}) nor a script in bench/`);
    process.exit(1);
  }
  const { status } = spawnSync(process.execPath, [script, ...(values.quick ? ['--quick'] : [])], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

/** What a script beside this one prints, as Markdown. @param {string} script */
function outputOf(script) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(here, script)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

async function measure() {
  installPeers();
  await buildServers();
  const began = new Date();
  const folder = await mkdtemp(join(tmpdir(), 'tessera-bench-'));
  const plan = { ...(values.quick ? quick : whole), folder };
  /** @type {Record<string, readonly import('./measure/rounds.js').Measured[]>} */
  const results = {};
  try {
    for (const { name, title, run } of parts) {
      if (only !== undefined && name !== only) continue;
      console.log(`\n${title}`);
      results[name] = await run(plan);
      console.log(tableOf(results[name]));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`\n${ratioTable(results)}\n`);
  if (only === undefined) await writeResults(results, plan, began.toISOString(), outputOf('start-up.js'));
  console.log(`${Math.round((Date.now() - began.getTime()) / 1000)} s`);
}

/** Those of a quick run are not for the repository. */
async function writeResults(
  /** @type {import('./report/ratios.js').Results} */ results,
  /** @type {import('./measure/rounds.js').Plan} */ plan,
  /** @type {string} */ run,
  /** @type {string} */ startUp,
) {
  const target = values.quick ? join(here, 'out') : here;
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'results.md'), markdownOf(results, plan, run, startUp));
  await writeFile(join(target, 'results.svg'), plotOf(results, plan, run));
  console.log(`${join(target, 'results.md').slice(root.length + 1)} and results.svg are written.`);
}

/** The peers are packages of the bench alone. */
function installPeers() {
  if (existsSync(join(here, 'node_modules', '.package-lock.json'))) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--ignore-scripts'], {
    cwd: here,
    stdio: 'inherit',
    shell: npm.endsWith('.cmd'),
  });
  if (status !== 0) process.exit(status ?? 1);
}
