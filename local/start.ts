// `npm start`: serves the built app on a laptop with demo clients and an embedded Azurite, without Azure and without Core Tools.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Store } from '../shared/store/store.ts';
import { addressesOf } from './addresses.ts';
import { type Azurite, grantsFolder, needsAzurite, startAzurite } from './azurite.ts';
import { type Demo, openDemo, wantsDemo } from './demo.ts';
import { addDemoUser } from './demo-user.ts';
import { exitOn, localEnvironment, root } from './environment.ts';
import { greeting, userOfLoginApp, userOfStore } from './greeting.ts';
import { type App, type HostOptions, loadApp, type RunningHost, startHost } from './host.ts';
import { codeOf } from './listen.ts';
import { refusePublishedSecrets } from './published-secrets.ts';
import { StartError } from './start-error.ts';
import { onEndOfShell } from './watch-parent.ts';
import { logWriter } from './write-log.ts';

/** One Ctrl-C can arrive twice: from the terminal, and forwarded by npm. */
const repeatedSignalMs = 300;

let host: RunningHost | undefined;
let azurite: Azurite | undefined;
let demo: Demo | undefined;
let endingSince: number | undefined;

function end(): void {
  if (endingSince !== undefined) {
    if (Date.now() - endingSince > repeatedSignalMs) process.exit(130);
    return;
  }
  endingSince = Date.now();
  close().then(() => process.exit(0), exitOn);
}

async function close(): Promise<void> {
  await demo?.close();
  await host?.close();
  await azurite?.close();
}

async function start(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  onEndOfShell(() => {
    if (endingSince === undefined) end();
  });
  const { port, variables } = await localEnvironment(process.env, join(root, 'local.settings.json'), 'table');
  await refusePublishedSecrets(variables);
  const log = logWriter(variables.LOG, process.stderr);
  // Where the app writes events that belong to no request.
  console.error = (message: unknown) => log(String(message));
  const { addresses, warning } = addressesOf(variables.HOST);
  if (warning !== undefined) console.error(warning);
  if (wantsDemo(variables)) demo = await openDemo(variables.DEMO_PORT);
  if (needsAzurite(variables)) azurite = await startAzurite(grantsFolder);
  Object.assign(
    process.env,
    variables,
    azurite && { GRANTS_STORAGE: azurite.connectionString },
    demo && { CLIENTS_FILE: demo.clientsFile },
  );
  const entry = `${pathToFileURL(join(root, 'dist', 'app.js')).href}?failed-start=throw`;
  const app = await loadApp(() => import(entry));
  await (await entryOf(entry)).loadAll();
  // Others may use a store that a setting names: it must not get an account whose password is published.
  const isOwnStore = azurite !== undefined || variables.STORE === 'memory';
  const isHandoff = variables.SIGN_IN === 'handoff';
  const hasUser = demo !== undefined && isOwnStore && !isHandoff;
  if (hasUser) await addDemoUser(await storeOf(entry));
  host = await serve(app, { port, addresses, log: (_level, message) => log(message) });
  const { ISSUER: issuer = '', CLIENTS_FILE: clientsFile = '' } = variables;
  demo?.serve(issuer);
  console.log(
    await greeting({
      port,
      issuer,
      clientsFile,
      ...(demo && {
        demo: { url: demo.url, ...(!hasUser && { withoutUser: isHandoff ? userOfLoginApp : userOfStore }) },
      }),
    }),
  );
}

/** The store of the loaded app: a store in memory exists only there. */
async function storeOf(entry: string): Promise<Store> {
  const { started } = await entryOf(entry);
  const { store } = await started.service();
  return store;
}

async function entryOf(entry: string): Promise<typeof import('../app.ts')> {
  return import(entry);
}

async function serve(app: App, options: HostOptions): Promise<RunningHost> {
  try {
    return await startHost(app, options);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') {
      throw new StartError(`HOST is not an address of this machine (${code}).`);
    }
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw thrown;
    const reason = code === 'EACCES' ? 'needs more privileges' : 'is in use';
    const { port } = options;
    throw new StartError(`Port ${port} ${reason}. Use another: PORT=${port === 7072 ? 7073 : 7072} npm start`);
  }
}

start().catch(exitOn);
