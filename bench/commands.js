// `npm run bench -- --only commands`, or after a build `node bench/commands.js [--quick]`: what commands cost, as rows of a
// Markdown table.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from './commands/azurite.js';
import { addGrants } from './commands/grants.js';
import { medianOf, runCommand, runNode } from './commands/run-command.js';

const isQuick = process.argv.includes('--quick');
const clientCount = isQuick ? 1_000 : 10_000;
const grantCount = isQuick ? 10_000 : 100_000;
const rounds = 5;

const folder = await mkdtemp(join(tmpdir(), 'tessera-commands-'));
try {
  const some = await clientsFile('some', 3);
  const many = await clientsFile('many', clientCount);
  const tables = join(folder, 'tables');
  const first = await startAzurite(tables);
  const before = { STORE: 'table', GRANTS_STORAGE: first.storage, CLIENTS_FILE: some };
  // The first makes the build and the table.
  await runCommand(['clients', 'list'], before);
  await runCommand(
    [
      'clients',
      'add',
      'kept',
      '--grant-types',
      'client_credentials',
      '--resource',
      'https://api.example',
      '--scope',
      'a',
    ],
    before,
  );
  const empty = await medianOf(rounds, () => runNode(['-e', '0']));
  const help = await medianOf(rounds, () => runCommand(['--help'], before));
  const lintFile = await medianOf(rounds, () => runCommand(['lint'], { STORE: 'memory', CLIENTS_FILE: some }));
  const list = await medianOf(rounds, () => runCommand(['clients', 'list'], before));
  const imported = await runCommand(['clients', 'import', many], before);
  check(lineCount(imported.output) === 1 && imported.output.split(', ').length === clientCount, 'clients import');
  const lint = await runCommand(['lint'], { STORE: 'table', GRANTS_STORAGE: first.storage });
  const lintMany = await runCommand(['lint'], { STORE: 'memory', CLIENTS_FILE: many });
  await first.close();
  addGrants(tables, grantCount, 'kept');
  const second = await startAzurite(tables);
  const grants = await runCommand(['grants', 'list', '--client', 'kept'], {
    ...before,
    GRANTS_STORAGE: second.storage,
  });
  await second.close();
  check(lineCount(grants.output) === grantCount + 1, 'grants list');

  show([
    ['an empty start of Node', empty, ''],
    ['`--help`', help, '0.4 s of CPU'],
    ['`lint` of a CLIENTS_FILE', lintFile, '0.4 s of CPU'],
    ['`clients list` of the store', list, '0.4 s of CPU'],
    [`\`clients import\` of ${shown(clientCount)} records into Azurite`, imported, isQuick ? '' : '20 s'],
    [`\`lint\` of ${shown(clientCount)} records in Azurite`, lint, isQuick ? '' : '3 s'],
    [`\`lint\` of ${shown(clientCount)} records in CLIENTS_FILE`, lintMany, isQuick ? '' : '3 s'],
    [`\`grants list\` of ${shown(grantCount)} in Azurite`, grants, isQuick ? '' : '30 s'],
  ]);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @param {readonly (readonly [string, import('./commands/run-command.js').Used, string])[]} rows */
function show(rows) {
  const head = ['command', 'CPU of its process', 'from start to end', 'target'];
  const lines = rows.map(([what, { cpu, wall }, target]) => [
    what,
    `${cpu.toFixed(2)} s`,
    `${wall.toFixed(2)} s`,
    target,
  ]);
  for (const cells of [head, head.map(() => '---'), ...lines]) console.log(`| ${cells.join(' | ')} |`);
  console.log(`\nNode ${process.versions.node}. Commands against Azurite share the machine with it.`);
}

/** @param {string} output */
function lineCount(output) {
  return output.trimEnd().split('\n').length;
}

/** @param {boolean} isAsExpected @param {string} what */
function check(isAsExpected, what) {
  if (!isAsExpected) throw new Error(`${what} printed something else than expected`);
}

/** @param {number} count */
function shown(count) {
  return count.toLocaleString('en-US');
}

/** Without what lint finds, as far as it can be. @param {string} name @param {number} count */
async function clientsFile(name, count) {
  const records = Array.from({ length: count }, (_, index) => ({
    client_id: `${name}-${index}`,
    client_secret: randomBytes(32).toString('base64url'),
    grant_types: ['client_credentials'],
    scope: 'reports.read reports.write',
    default_scope: 'reports.read',
    resource: [`https://api-${index % 50}.example`],
  }));
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(records));
  return file;
}
