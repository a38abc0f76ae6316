import { setTimeout } from 'node:timers/promises';
import { app, type InvocationContext, type Timer, type TimerHandler } from '@azure/functions';
import { afterEach, expect, it } from 'vitest';
import { loadApp, type RunningHost, startHost } from '../../local/host.ts';

const everySecond = '* * * * * *';

let host: RunningHost | undefined;
afterEach(async () => {
  await host?.close();
});

async function run(handler: TimerHandler, schedule = everySecond): Promise<{ host: RunningHost; lines: string[][] }> {
  const loaded = await loadApp(() => app.timer('chore', { schedule, handler }));
  const lines: string[][] = [];
  host = await startHost(loaded, { port: 0, log: (...line) => lines.push(line) });
  host.startTimers();
  return { host, lines };
}

/** Resolves when it has been called that often. */
function countdown(count: number): { readonly over: Promise<void>; tick(): void } {
  const { promise, resolve } = withResolvers();
  let left = count;
  return {
    over: promise,
    tick() {
      left -= 1;
      if (left === 0) resolve();
    },
  };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}

it('runs a function each time its schedule says, with what the Functions host hands to it', async () => {
  const { over, tick } = countdown(2);
  const runs: { timer: Timer; context: InvocationContext; at: number }[] = [];
  const { lines } = await run((timer, context) => {
    runs.push({ timer, context, at: Date.now() });
    context.log('done');
    tick();
  });
  await over;
  const [first, second] = runs;
  expect(first?.timer).toEqual({
    isPastDue: false,
    schedule: { adjustForDST: true },
    scheduleStatus: { last: expect.any(String), next: expect.any(String), lastUpdated: expect.any(String) },
  });
  expect(Date.parse(first?.timer.scheduleStatus.next ?? '') - (first?.at ?? 0)).toBeLessThanOrEqual(1_000);
  expect(first?.context.functionName).toBe('chore');
  expect(first?.context.invocationId).not.toBe(second?.context.invocationId);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(500);
  expect(lines.slice(0, 2)).toEqual([
    ['information', 'done'],
    ['information', 'done'],
  ]);
});

it('reads a schedule in UTC, wherever the machine is', async () => {
  const { TZ } = process.env;
  process.env.TZ = 'Asia/Kathmandu';
  try {
    expect(new Date(0).getHours()).toBe(5);
    const hour = new Date().getUTCHours();
    const { over, tick } = countdown(1);
    await run(tick, `* * ${hour},${(hour + 1) % 24} * * *`);
    await over;
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
});

it('skips what comes while a run goes on', async () => {
  const { over, tick } = countdown(2);
  let running = 0;
  let most = 0;
  await run(async () => {
    running += 1;
    most = Math.max(most, running);
    await setTimeout(1_500);
    running -= 1;
    tick();
  });
  await over;
  expect(most).toBe(1);
});

it('logs one line when a run fails, and goes on', async () => {
  const { over, tick } = countdown(2);
  const { lines } = await run(() => {
    tick();
    throw new Error('boom\nbang');
  });
  await over;
  await host?.close();
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    expect(line).toEqual(['error', expect.stringMatching(/^{"event":"function_failed","function":"chore".*boom/)]);
    expect(line.join()).not.toContain('\n');
  }
});

it('closes when the run in flight has ended, and starts no more', async () => {
  const entered = withResolvers();
  let runs = 0;
  let isDone = false;
  const { host } = await run(async () => {
    runs += 1;
    entered.resolve();
    await setTimeout(1_200);
    isDone = true;
  });
  await entered.promise;
  const started = Date.now();
  await host.close();
  // Not after its whole patience of 5 seconds.
  expect(Date.now() - started).toBeLessThan(4_000);
  expect(isDone).toBe(true);
  await setTimeout(1_200);
  expect(runs).toBe(1);
});

it('runs nothing before it is told to', async () => {
  let runs = 0;
  const handler = () => {
    runs += 1;
  };
  const loaded = await loadApp(() => app.timer('chore', { schedule: everySecond, handler }));
  host = await startHost(loaded, { port: 0 });
  await setTimeout(1_200);
  expect(runs).toBe(0);
});

it.each(['', '17 * * * *', '00:05:00', '%SCHEDULE%', '0 61 * * * *', '0 0 17 * * * *', '2031-01-01T00:00:00Z'])(
  'refuses the schedule "%s"',
  async (schedule) => {
    await expect(run(() => {}, schedule)).rejects.toThrow(/schedule|minute/);
  },
);
