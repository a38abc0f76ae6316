// The function that the timer calls: one step of upkeep after the other, each with a log line of its own.
import type { InvocationContext, TimerHandler } from '@azure/functions';
import { causeOf } from '../shared/errors/cause.ts';
import type { Service } from '../shared/service.ts';
import type { Start } from '../shared/start.ts';
import { logLine } from '../shared/telemetry/log-line.ts';
import { type Step, steps } from './steps.ts';

/** NCRONTAB with seconds, UTC: once an hour, at a minute that other jobs leave alone. */
export const cleanUpSchedule = '0 17 * * * *';

/** A step that fails keeps none of the others from its work. When all are through, the run fails, so that the platform sees it. */
export function cleanUp(start: Start, todo: readonly Step[] = steps): TimerHandler {
  return async (_timer, context) => {
    const service = await start.service();
    const failed: string[] = [];
    for (const step of todo) if (!(await takeStep(step, service, context))) failed.push(step.event);
    if (failed.length > 0) throw new Error(`${failed.length} of ${todo.length} steps failed: ${failed.join(', ')}`);
  };
}

/** @returns whether it went well; the log has the cause when it did not */
async function takeStep({ event, run }: Step, service: Service, context: InvocationContext): Promise<boolean> {
  const started = performance.now();
  const elapsed = () => ({ milliseconds: Math.round(performance.now() - started) });
  try {
    const fields = await run(service);
    if (fields) context.log(JSON.stringify({ event, ...fields, ...elapsed() }));
    return true;
  } catch (thrown) {
    context.error(logLine({ event, ...elapsed(), cause: causeOf(thrown) }));
    return false;
  }
}
