// Several instances of the service over one store, with upkeep steps that the test controls.
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { SliceReport, UpkeepStep } from '../../../shared/upkeep/step.ts';
import type { UpkeepLimits } from '../../../shared/upkeep/upkeep.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { type LoggedUpkeep, loggedUpkeep } from '../../support/upkeep.ts';

/** Seconds. */
export const hour = 3_600;

export interface Instance {
  readonly server: TestServer;
  readonly upkeep: LoggedUpkeep;
}

interface InstanceOptions {
  readonly limits?: Partial<UpkeepLimits>;
  /** Replaces the shared store for this instance. */
  readonly on?: Store;
}

export interface UpkeepScene {
  readonly clock: TestClock;
  readonly store: Store;
  start(steps?: readonly UpkeepStep[], options?: InstanceOptions): Promise<Instance>;
  close(): Promise<unknown>;
}

export function openScene(): UpkeepScene {
  const clock = testClock();
  const store = memoryStore(clock);
  const servers: TestServer[] = [];
  return {
    clock,
    store,
    async start(steps, { limits, on = store } = {}) {
      const upkeep = loggedUpkeep(limits, steps);
      const server = await startServer({ clock, upkeep, change: (opened) => ({ ...opened, store: on }) });
      servers.push(server);
      return { server, upkeep };
    },
    close: () => Promise.all(servers.map((server) => server.close())),
  };
}

/** A step that runs the given function, and counts its runs. */
export function stepOf(run: (count: number, signal: AbortSignal) => SliceReport | Promise<SliceReport>) {
  let count = 0;
  const step: UpkeepStep = {
    event: 'clean_up',
    periodMs: hour * 1000,
    run: async (_parts, signal) => {
      count += 1;
      return run(count, signal);
    },
  };
  return { step, runs: () => count };
}

export const nothingLeft: SliceReport = { fields: { rows_removed: 1 }, isMoreLeft: false };
export const moreLeft: SliceReport = { fields: { rows_removed: 1 }, isMoreLeft: true };
