// One run against one service.
import { paths } from '../../shared/http/paths.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import type { Case } from './case.ts';
import { Failed } from './outcome.ts';
import type { Play } from './play.ts';
import { openProgress } from './progress.ts';
import type { Report } from './report.ts';
import { runCases } from './run-cases.ts';
import type { Sender } from './send.ts';

interface Run extends Omit<Play, 'send'> {
  readonly cases: readonly Case[];
  readonly sender: Sender;
  readonly isStopped: AbortSignal;
}

export async function runAgainst({ cases, sender, isStopped, ...given }: Run): Promise<Report> {
  const began = performance.now();
  const { client, own } = given;
  for (const secret of [client?.secret, own?.web.secret, own?.api.secret, own?.user.password]) {
    if (secret !== undefined) sender.hide(secret);
  }
  const progress = openProgress(cases.length);
  const play = { ...given, send: sender.send };
  const results = await runCases(cases, { play, isStopped, onCase: progress.show, masked: sender.masked });
  progress.end();
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { issuer: given.issuer, requests: sender.count(), seconds, isStopped: isStopped.aborted, results, left: [] };
}

/** @throws CommandError when the service cannot be reached */
export async function requireService({ send }: Sender): Promise<void> {
  try {
    await send(paths.live);
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    throw new CommandError(`The service cannot be reached: ${thrown.message} ${thrown.got}.`, {
      exitCode: exitCodes.storeUnreachable,
      cause: thrown,
    });
  }
}
