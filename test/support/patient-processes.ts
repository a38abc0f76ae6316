import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The environment of a process whose deadlines never pass, nor those of the processes that it starts. */
export const patientProcess: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'patient-process.js')).href}`,
};
