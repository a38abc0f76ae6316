import { type Command, InvalidArgumentError } from 'commander';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';

interface Options extends JsonOption {
  readonly log?: string;
  readonly request?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
}

const notes = `The log holds the lines as the service wrote them, with or without the prefix of a host. From Application Insights, take
the values of the column message, one per line.

A request is a curl command for bash or the HTTP message itself. It is neither run nor sent: the endpoint answers it in
this process, with the settings of this folder and a store that it can only read. Secrets and tokens are not printed.`;

export function addExplain(program: Command): void {
  addCommand(program, {
    usage: 'explain [trace-id]',
    does: 'Explains how a request was answered: from the log by its trace id, or step by step from the request itself.',
    examples: [
      'explain 62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca --log service.log',
      'explain --request request.txt',
      'explain --request request.txt --at 2026-11-21T10:02:54Z',
      'explain --request - < request.txt',
    ],
    notes,
  })
    .option('--log <file>', 'the log to search (default: stdin)')
    .option('--request <file>', 'a file with a curl command or an HTTP request; - for stdin')
    .option(
      '--at <time>',
      'the time at which to judge the request, such as the timestamp of the answer (default: now)',
      readTime,
    )
    .action(explainWhich);
}

async function explainWhich(traceId: string | undefined, { log, request, at, json }: Options): Promise<void> {
  if ((traceId === undefined) === (request === undefined)) throw usage('Give either a trace id or --request FILE.');
  if (traceId !== undefined && at !== undefined) throw usage('--at goes with --request.');
  if (request !== undefined && log !== undefined) throw usage('--log goes with a trace id.');
  // The endpoints are loaded only for this command.
  if (request !== undefined) return (await import('./explain-request.ts')).explainRequest(request, { at, json });
  return (await import('./explain-trace.ts')).explainTrace(traceId ?? '', { ...(log !== undefined && { log }), json });
}

function usage(message: string): CommandError {
  return new CommandError(message, { exitCode: exitCodes.usage });
}

/** @throws InvalidArgumentError */
function readTime(value: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(value);
  // Times without a zone are UTC, as in the answers.
  const hasZone = /(?:Z|[+-]\d\d:\d\d)$/.test(value) || value.length === 10;
  const time = isTime ? Date.parse(`${value.replace(' ', 'T')}${hasZone ? '' : 'Z'}`) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a time such as 2026-11-21T10:02:54Z.');
  return time;
}
