// Runs the timers of an app on their schedules, as the Functions host does: in UTC, and never two runs of one at once.
import { setTimeout } from 'node:timers/promises';
import { Cron } from 'croner';
import { invoke, type Log, logFailure } from './invoke.ts';
import type { RegisteredFunction } from './load-app.ts';

export interface RunningTimers {
  /**
   * Starts no more runs, and ends when those in flight have.
   * @param patience milliseconds that it waits for them
   */
  close(patience: number): Promise<void>;
}

/** @throws Error when a schedule is none; then no timer runs */
export function startTimers(timers: readonly RegisteredFunction[], log: Log): RunningTimers {
  const inFlight = new Set<Promise<void>>();
  const jobs = timers.map((timer) => ({ timer, job: openJob(timer) }));
  for (const { timer, job } of jobs) {
    job.schedule(async () => {
      const running = runTimer(timer, job, log);
      inFlight.add(running);
      await running;
      inFlight.delete(running);
    });
  }
  return {
    async close(patience) {
      for (const { job } of jobs) job.stop();
      await Promise.race([Promise.all(inFlight), setTimeout(patience, undefined, { ref: false })]);
    },
  };
}

/** Not scheduled yet. `protect` skips what comes while the last run goes on, as the Functions host does. */
function openJob({ name, trigger: { schedule = '' } }: RegisteredFunction): Cron {
  // The Functions host knows other forms too: five fields, an interval, the %name% of a setting.
  if (!/^\S+(?: \S+){5}$/.test(schedule)) {
    throw new Error(`The timer "${name}" has the schedule "${schedule}"; this host reads NCRONTAB with six fields.`);
  }
  return new Cron(schedule, { timezone: 'Etc/UTC', mode: '6-part', domAndDow: true, protect: true });
}

/** Never rejects. */
async function runTimer(timer: RegisteredFunction, job: Cron, log: Log): Promise<void> {
  try {
    await invoke(timer, { json: JSON.stringify(timerInfo(job)) }, log);
  } catch (thrown) {
    logFailure(log, timer.name, thrown);
  }
}

/** With the names of the host's TimerInfo, which the library writes in camelCase. */
function timerInfo(job: Cron) {
  const now = new Date().toISOString();
  return {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: { Last: now, Next: job.nextRun()?.toISOString() ?? now, LastUpdated: now },
    IsPastDue: false,
  };
}
