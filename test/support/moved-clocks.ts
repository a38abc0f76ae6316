import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestClock } from './clock.ts';
import { patientProcess } from './patient-processes.ts';
import { temporaryFile } from './server.ts';

export interface MovedClock extends TestClock {
  /** The environment of a process with this clock. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A running clock that a test can advance, for this process and all that it starts with the environment. */
export async function movedClock(): Promise<MovedClock> {
  const file = await temporaryFile('0');
  let ahead = 0;
  const preload = pathToFileURL(join(import.meta.dirname, 'moved-clock.js')).href;
  return {
    now: () => Date.now() + ahead * 1000,
    advance(seconds) {
      ahead += seconds;
      writeFileSync(file, String(ahead));
    },
    environment: {
      TEST_CLOCK: file,
      NODE_OPTIONS: `${patientProcess.NODE_OPTIONS} --import=${preload}`,
    },
  };
}
