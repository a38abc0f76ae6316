// What a log has about a trace id.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { operatorVariables } from '../deployment/operator-settings.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { findErrorRow } from './error-row.ts';
import { pageOf } from './explain-text.ts';
import { findInLog, type LoggedRequest, readId } from './find-in-log.ts';
import { routeOf } from './find-route.ts';
import { loggedText, overview } from './show-logged.ts';
import { stepsOfLog } from './step-results.ts';

interface TraceOptions {
  readonly log?: string;
  readonly json?: boolean | undefined;
}

/** @throws CommandError when the id is malformed, or the log cannot be read or has no such line */
export async function explainTrace(given: string, { log, json }: TraceOptions): Promise<void> {
  const id = readId(given);
  if (id === undefined) {
    throw new CommandError(
      'A trace id is a GUID such as 62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca. The answer contains it.',
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const found = await findInLog(id, await openLog(log));
  if (found.length === 0) {
    throw new CommandError(
      `The log has no line with the id ${id}. Search the log of every instance for the time of the answer (timestamp).`,
    );
  }
  const { ISSUER } = await operatorVariables();
  if (json) return printJson(found.map((each) => toJson(each, ISSUER)));
  const parts = found.map((each) => loggedText(each, ISSUER));
  print([...(found.length > 1 ? [overview(found)] : []), ...parts].join('\n\n'));
}

/** @throws CommandError */
async function openLog(file: string | undefined): Promise<Readable> {
  if (file === undefined || file === '-') {
    if (file === undefined && process.stdin.isTTY) {
      throw new CommandError('Name the log with --log FILE, or pipe it in.', { exitCode: exitCodes.usage });
    }
    return process.stdin;
  }
  const stream = createReadStream(file);
  await once(stream, 'ready').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${cause.code}).`);
  });
  return stream;
}

function toJson({ fields, loggedAt }: LoggedRequest, issuer: string | undefined): object {
  const route = routeOf(fields.endpoint);
  const isSuccess = fields.outcome === 'success';
  const codes = Array.isArray(fields.error_codes) ? fields.error_codes : [];
  return {
    logged_at: loggedAt,
    log: fields,
    ...(!isSuccess && {
      ...(route && fields.step !== undefined && { steps: stepsOfLog(route.endpoint, fields) }),
      errors: codes.flatMap((number) => findErrorRow(number) ?? []),
      reason: findErrorRow(fields.reason),
      error_uri: pageOf(issuer, codes),
    }),
  };
}
