import { invoke } from '../../local/invoke.ts';
import { loadApp } from '../../local/load-app.ts';
import { registerTimers } from '../../register.ts';
import type { Service } from '../../shared/service.ts';
import { startedWith } from '../../shared/start.ts';

export interface CleanUpRun {
  /** Its log lines, with the level of each. */
  readonly lines: readonly (Record<string, unknown> & { readonly level: string })[];
  readonly hasFailed: boolean;
}

/** Calls the function as a host does when its time has come. */
export async function runCleanUp(service: Service): Promise<CleanUpRun> {
  const { timers } = await loadApp(() => registerTimers(startedWith(service)));
  const [timer] = timers;
  if (!timer || timers.length > 1) throw new Error('there is not one timer');
  const lines: CleanUpRun['lines'][number][] = [];
  const running = invoke(timer, { json: '{"IsPastDue":false}' }, (level, line) => {
    lines.push({ level, ...JSON.parse(line) });
  });
  const hasFailed = await running.then(
    () => false,
    () => true,
  );
  return { lines, hasFailed };
}
