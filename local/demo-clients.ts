// The file of demo clients for one run: the redirect URI of demo-web names the port of the demo.
import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { demoClientsFile } from './environment.ts';
import { codeOf } from './listen.ts';
import { StartError } from './start-error.ts';

export const usualDemoPort = 7080;

interface DemoClients {
  readonly file: string;
  /** Removes the file, unless it is the one of the repository. */
  remove(): void;
}

/** For another port, writes a file that this process removes when it exits. @throws StartError when it cannot be written */
export async function demoClientsFor(port: number, folder: string): Promise<DemoClients> {
  if (port === usualDemoPort) return { file: demoClientsFile, remove() {} };
  const text = await readFile(demoClientsFile, 'utf8');
  // A port belongs to one process at a time, and so does the file.
  const file = join(folder, `demo-clients-${port}.json`);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.draft`, text.replaceAll(`127.0.0.1:${usualDemoPort}/`, `127.0.0.1:${port}/`));
    await rename(`${file}.draft`, file);
  } catch (thrown) {
    throw new StartError(`The demo on port ${port} needs ${file}, which cannot be written (${codeOf(thrown)}).`);
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
