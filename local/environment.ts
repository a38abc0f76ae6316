// The environment of the app on a laptop, the same for `npm start` and `npm run func`.
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen, loopbackAddresses } from './listen.ts';
import { readSettingsFile } from './settings-file.ts';
import { StartError } from './start-error.ts';

/** The repository, seen from `local/` and, once bundled, from `out/`. */
const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** build/targets.js defines it in the command line that is one file. */
declare const TESSERA_COMMIT: string | undefined;

/** The commit of a command line that is one file; undefined in a checkout. */
export const builtFrom = typeof TESSERA_COMMIT === 'string' ? TESSERA_COMMIT : undefined;

/** Otherwise there are no demo clients, no Azurite and no `npm start`. */
export const isCheckout = builtFrom === undefined;

/** Where settings and data are. */
export const root = isCheckout ? repository : process.cwd();

export const demoClientsFile = join(root, 'local', 'demo-clients.json');

type Environment = Readonly<Record<string, string | undefined>>;

export interface LocalEnvironment {
  readonly port: number;
  /** The whole environment, in which the user's values win over the defaults. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * An empty variable counts as not set. The environment wins over the `Values` of `local.settings.json`, as with `func`.
 * @throws StartError when PORT is not a port, or `local.settings.json` cannot be read
 */
export async function localEnvironment(
  given: Environment,
  settingsFile: string,
  store: 'memory' | 'table' = 'memory',
): Promise<LocalEnvironment> {
  const set = nonEmpty({ ...(await readSettingsFile(settingsFile)), ...nonEmpty(given) });
  const port = await choosePort(set.PORT ?? '7071');
  const defaults = {
    STORE: store,
    ...(isCheckout && {
      // URLs omit the default port.
      ISSUER: port === 80 ? 'http://localhost' : `http://localhost:${port}`,
      CLIENTS_FILE: demoClientsFile,
      ...(set.KEYS === undefined && set.KEY_VAULT === undefined && { KEYS_FILE: join(root, '.data', 'keys.json') }),
    }),
  };
  return { port, variables: { ...defaults, ...set, PORT: String(port) } };
}

function nonEmpty(variables: Environment): Record<string, string> {
  const entries = Object.entries(variables);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

async function choosePort(text: string): Promise<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new StartError(`PORT is "${text}"; set a number from 0 to 65535: PORT=7072 npm start`);
  // The issuer needs the port before the host listens.
  return port === 0 ? findFreePort() : port;
}

async function findFreePort(): Promise<number> {
  const { servers, port } = await listen(0, loopbackAddresses, () => {});
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  return port;
}

/** Ends the process with exit code 1. Prints a stack only for errors that the user cannot fix. */
export function exitOn(thrown: unknown): void {
  process.stderr.write(`${messageOf(thrown)}\n`, () => process.exit(1));
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // The built app is another bundle, with its own class.
  if (thrown.name === 'ConfigError' && 'problems' in thrown && Array.isArray(thrown.problems)) {
    return ['Tessera cannot start, its settings are wrong:', ...thrown.problems.map((each) => `  - ${each}`)].join(
      '\n',
    );
  }
  return thrown instanceof StartError ? thrown.message : (thrown.stack ?? thrown.message);
}
