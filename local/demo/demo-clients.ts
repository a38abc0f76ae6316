// The clients that the demo page plays, and the file of them for one run: the redirect URI names the port of the page.
import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { demoClientsFile, root, StartError } from '../environment.ts';
import { basic } from './exchange.ts';

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

/**
 * Where the clients of this run stand. With another port than the usual one that is a file in `.data`, gone when this process is.
 * @param port of the demo page
 */
export async function demoClientsFor(port: number): Promise<string> {
  if (port === usualPort) return demoClientsFile;
  const text = await readFile(demoClientsFile, 'utf8');
  // A port belongs to one process at a time, and so does the file.
  const file = join(root, '.data', `demo-clients-${port}.json`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.draft`, text.replaceAll(`127.0.0.1:${usualPort}/`, `127.0.0.1:${port}/`));
  await rename(`${file}.draft`, file);
  process.once('exit', () => rmSync(file, { force: true }));
  return file;
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
