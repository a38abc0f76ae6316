import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The environment of a process of this run whose deadlines never pass, nor those of the processes that it starts. */
export const patientProcess: Readonly<Record<string, string>> = {
  TMPDIR: tmpdir(),
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'patient-process.js')).href}`,
};
