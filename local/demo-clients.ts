// The clients that the demo page plays, and the file of them for one run: the redirect URI names the port of the page.
import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { basic } from '../examples/demo/exchange.ts';
import { demoClientsFile } from './environment.ts';
import { codeOf } from './listen.ts';
import { StartError } from './start-error.ts';

/** Fixed and documented, as in demo-clients.json. */
export const demoWeb = {
  id: 'demo-web',
  secret: 'demo-web-secret-for-local-use-only',
  scope: 'openid profile email reports.read',
} as const;

/** The authorization header of demo-web, and that of the resource server, which introspects what demo-web brings. */
export const asWeb = basic(demoWeb.id, demoWeb.secret);
export const asApi = basic('demo-api', 'demo-api-secret-for-local-use-only');

const usualPort = 7080;

export interface DemoClients {
  readonly file: string;
  /** Removes the file, unless it is the one of the repository. */
  remove(): void;
}

/**
 * The clients of this run. With another port than the usual one they get a file of their own, which is gone when this process is.
 * @param port of the demo page
 * @param folder for that file
 * @throws StartError when it cannot be written
 */
export async function demoClientsFor(port: number, folder: string): Promise<DemoClients> {
  if (port === usualPort) return { file: demoClientsFile, remove() {} };
  const text = await readFile(demoClientsFile, 'utf8');
  // A port belongs to one process at a time, and so does the file.
  const file = join(folder, `demo-clients-${port}.json`);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.draft`, text.replaceAll(`127.0.0.1:${usualPort}/`, `127.0.0.1:${port}/`));
    await rename(`${file}.draft`, file);
  } catch (thrown) {
    throw new StartError(`${file} cannot be written (${codeOf(thrown)}), which the demo on port ${port} needs.`);
  }
  const remove = () => rmSync(file, { force: true });
  process.once('exit', remove);
  return {
    file,
    remove() {
      process.off('exit', remove);
      remove();
    },
  };
}

/**
 * The ports to try, one after the other; 0 is any free one.
 * @param chosen by DEMO_PORT
 * @throws StartError when that is no port
 */
export function portsToTry(chosen: string | undefined): readonly number[] {
  if (chosen === undefined) return [usualPort, 0];
  if (/^\d{1,5}$/.test(chosen) && Number(chosen) <= 65_535) return [Number(chosen)];
  throw new StartError(`DEMO_PORT is "${chosen}"; set a number from 0 to 65535: DEMO_PORT=7081 npm start`);
}
