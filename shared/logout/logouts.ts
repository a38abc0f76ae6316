// Sends logout tokens beside the requests that end sessions, and again by upkeep.
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Deadlines } from '../base/deadlines.ts';
import { causeOf } from '../errors/cause.ts';
import type { LogFields } from '../log/log-fields.ts';
import type { Store } from '../store/store.ts';
import type { UpkeepStep } from '../upkeep/step.ts';
import { type LogoutTarget, writeSessionEnd } from './outbox.ts';
import { type SendParts, type SendReport, sendLogouts } from './send-logouts.ts';

export interface Logouts {
  /** Call it before anything ends. @param through writes the end @throws StoreUnavailableError: it may be written */
  announce(target: LogoutTarget, through: Store): Promise<void>;
  /** Sends what is due, on a later turn of the event loop: the answer does not wait for apps. Never throws. */
  start(): void;
  settled(): Promise<void>;
  /** Starts no more attempts, and waits up to a second for the current ones. */
  close(): Promise<void>;
}

interface OpenedLogouts extends Logouts {
  /** For upkeep: what failed, and what an instance that died has left. */
  readonly step: UpkeepStep;
}

interface LogoutParts extends SendParts {
  readonly deadlines: Pick<Deadlines, 'upkeepSliceTimeoutMs' | 'startTimer'>;
}

export const logoutStepPeriodMs = 300_000;

const closeTimeoutMs = 1_000;

export function openLogouts(parts: LogoutParts): OpenedLogouts {
  const closing = new AbortController();
  let working: Promise<void> | undefined;
  let isWanted = false;

  async function work(): Promise<void> {
    await setImmediate();
    while (isWanted && !closing.signal.aborted) {
      isWanted = false;
      await run();
    }
    working = undefined;
  }

  async function run(): Promise<void> {
    const { deadlines, log } = parts;
    const started = performance.now();
    try {
      const signal = AbortSignal.any([closing.signal, deadlines.startTimer(deadlines.upkeepSliceTimeoutMs)]);
      const fields = fieldsOf(await sendLogouts(parts, signal));
      if (fields) log({ event: 'send_logouts', ...fields, milliseconds: Math.round(performance.now() - started) });
    } catch (thrown) {
      // While the process ends, the store may already be closed.
      if (!closing.signal.aborted) log({ event: 'send_logouts', cause: causeOf(thrown) });
    }
  }

  return {
    announce: writeSessionEnd,
    start() {
      isWanted = true;
      working ??= work();
    },
    step: {
      event: 'send_logouts',
      periodMs: logoutStepPeriodMs,
      async run(_parts, signal) {
        const fields = fieldsOf(await sendLogouts(parts, signal));
        return { fields, isMoreLeft: signal.aborted };
      },
    },
    settled: async () => working,
    async close() {
      closing.abort();
      await Promise.race([working, setTimeout(closeTimeoutMs, undefined, { ref: false })]);
    },
  };
}

function fieldsOf({ sent, waiting }: SendReport): LogFields | undefined {
  return sent + waiting > 0 ? { logouts_sent: sent, logouts_waiting: waiting } : undefined;
}
