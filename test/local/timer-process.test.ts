// `npm start` and the clean-up timer of the built app, whose schedule is made every second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { findAzurite } from '../../local/azurite.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { openTestStore } from '../support/azurite.ts';
import { type BuiltCopy, copyBuilt } from '../support/built-copy.ts';
import { patientProcess } from '../support/patient-processes.ts';

let copy: BuiltCopy;
beforeAll(async () => {
  copy = await copyBuilt();
  const entry = join(copy.folder, 'dist', 'app.js');
  const text = await readFile(entry, 'utf8');
  const schedule = text.replace('"0 17 * * * *"', '"* * * * * *"');
  expect(schedule).not.toBe(text);
  await writeFile(entry, schedule);
});
afterAll(() => copy.remove());

interface Service {
  /** What it has logged so far. */
  readonly events: readonly Record<string, unknown>[];
  /** Resolves when it logs the end of a run that such is true of. */
  run(isIt: (event: Record<string, unknown>) => boolean): Promise<void>;
  /** As Ctrl-C does. @returns its exit code */
  end(): Promise<unknown>;
}

async function startService(environment: Readonly<Record<string, string>> = {}): Promise<Service> {
  const child = spawn(process.execPath, [join(copy.folder, 'out', 'start.js')], {
    env: { PORT: '0', ...patientProcess, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const events: Record<string, unknown>[] = [];
  const log = createInterface({ input: child.stderr });
  log.on('line', (line) => events.push(JSON.parse(line)));
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Ctrl-C')) break;
  return {
    events,
    async run(isIt) {
      const from = events.length;
      while (!events.slice(from).some((event) => event.event === 'clean_up' && isIt(event))) await once(log, 'line');
    },
    async end() {
      child.kill('SIGINT');
      const [code] = await exited;
      return code;
    },
  };
}

it('removes what is over from the tables of the service while it runs', async () => {
  const service = await startService();
  await service.run(({ rows_removed }) => rows_removed === 0);

  const connectionString = findAzurite(join(copy.folder, '.data', 'azurite')) ?? '';
  const store = await openTestStore({ connectionString });
  const seconds = Math.floor(Date.now() / 1000);
  const [over, kept] = [newPartition(seconds - 3 * 86_400), newPartition(seconds - 86_400)];
  const hasRun = service.run(({ rows_removed }) => rows_removed === 2);
  for (const partition of [kept, over]) {
    await store.commit(partition, [
      { insert: 'code', values: {} },
      { insert: 'active', values: {} },
    ]);
  }
  await hasRun;
  expect((await store.read(over)).rows).toEqual([]);
  expect((await store.read(kept)).rows.length).toBe(2);

  expect(await service.end()).toBe(0);
  const events = service.events.filter(({ event }) => event !== 'key_ring_made');
  expect(events.filter(({ event, cause }) => event !== 'clean_up' || cause !== undefined)).toEqual([]);
});

it('is not there with STORE=memory', async () => {
  const service = await startService({ STORE: 'memory' });
  await setTimeout(2_000);
  expect(await service.end()).toBe(0);
  expect(service.events.filter(({ event }) => event !== 'key_ring_made')).toEqual([]);
});
