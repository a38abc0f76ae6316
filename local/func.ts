// `npm run func`: serves the built app with Azure Functions Core Tools, whose host is the one that runs in Azure.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { processDeadlines } from '../shared/base/deadlines.ts';
import { readSettings } from '../shared/settings/settings.ts';
import { tableStore } from '../shared/store/table.ts';
import { openTableClient } from '../shared/store/table-client.ts';
import { type Azurite, grantsFolder, needsAzurite, startAzurite } from './azurite.ts';
import { openDemo, wantsDemo } from './demo.ts';
import { addDemoUser } from './demo-user.ts';
import { exitOn, localEnvironment, root } from './environment.ts';
import { signIn, userOfStore } from './greeting.ts';
import { refusePublishedSecrets } from './published-secrets.ts';
import { StartError } from './start-error.ts';
import { onEndOfShell } from './watch-parent.ts';

const executable = process.platform === 'win32' ? 'func.exe' : 'func';

/** The real binary below `node_modules`; the `func` of npm is a script that first downloads it. */
const packaged = join('node_modules', 'azure-functions-core-tools', 'bin', executable);

function findCoreTools(path: string): string | undefined {
  // npm puts the scripts of each `node_modules/.bin` on PATH, with or without the binary.
  const folders = path
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.split(sep).includes('node_modules'));
  const onPath = folders.flatMap((folder) =>
    // On Windows npm's global `func` is a .cmd, which only a shell can run; its binary is beside it.
    process.platform === 'win32' ? [join(folder, executable), join(folder, packaged)] : [join(folder, executable)],
  );
  return [join(root, packaged), ...onPath].find((file) => existsSync(file));
}

async function start(): Promise<void> {
  const { port, variables } = await localEnvironment(process.env, join(root, 'local.settings.json'));
  const coreTools = findCoreTools(process.env.PATH ?? '');
  if (coreTools === undefined) {
    throw new StartError(
      'Azure Functions Core Tools are not installed. `npx func --version` downloads them for this project, `npm install --global azure-functions-core-tools@4` for all projects. `npm start` works without them.',
    );
  }
  await refusePublishedSecrets(variables);
  checkSettings(variables);
  // The terminal sends Ctrl-C to Core Tools as well; this process waits for their exit.
  process.on('SIGINT', () => {});
  const grants = needsAzurite(variables) ? await startAzurite(grantsFolder) : undefined;
  const demo = wantsDemo(variables) ? await openDemo(variables.DEMO_PORT) : undefined;
  if (demo) {
    if (grants) await addUserTo(grants);
    demo.serve(variables.ISSUER ?? '');
    const withoutUser = variables.STORE === 'table' ? userOfStore : 'only with STORE=table npm run func';
    console.error(`${signIn({ url: demo.url, ...(!grants && { withoutUser }) }).join('\n')}\n`);
  }
  const child = spawn(coreTools, ['start', '--port', String(port), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...variables,
      ...(demo && { CLIENTS_FILE: demo.clientsFile }),
      ...(grants && { GRANTS_STORAGE: grants.connectionString }),
      FUNCTIONS_WORKER_RUNTIME: 'node',
    },
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  onEndOfShell(() => child.kill('SIGTERM'));
  child.on('error', exitOn);
  child.on('exit', (code, signal) => {
    const exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
    Promise.resolve(grants?.close()).then(() => process.exit(exitCode), exitOn);
  });
}

/** Fails here rather than in the worker, where each request would get the fault. @throws ConfigError */
function checkSettings(variables: Readonly<Record<string, string>>): void {
  // The connection string of the embedded Azurite is known only once it runs.
  readSettings(needsAzurite(variables) ? { ...variables, GRANTS_STORAGE: 'azurite' } : variables);
}

/** Only for tables: a store in memory belongs to the process of the worker. */
async function addUserTo({ connectionString }: Azurite): Promise<void> {
  await addDemoUser(tableStore(await openTableClient({ connectionString }, false), processDeadlines()));
}

start().catch(exitOn);
