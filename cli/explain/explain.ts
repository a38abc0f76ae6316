import { type Command, InvalidArgumentError } from 'commander';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';

interface Options extends JsonOption {
  readonly log?: string;
  readonly request?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
}

const notes = `A trace id is looked up in a log: lines of the service, behind whatever prefix a host gives them, or an export of
Application Insights as CSV or JSON.

A request is a curl command, or the HTTP message itself. It is never run and never sent: the endpoint of this folder's
settings answers it, with a store that it can only read. No secret and no token is printed.`;

export function addExplain(program: Command): void {
  addCommand(program, {
    usage: 'explain [trace-id]',
    does: 'Says what became of a request: from the log by its trace id, or step by step from the request itself.',
    examples: [
      'explain 62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca --log service.log',
      'explain --request request.txt',
      'explain --request request.txt --at 2026-11-21T10:02:54Z',
      'explain --request - < request.txt',
    ],
    notes,
  })
    .option('--log <file>', 'the log to look in; without it, the standard input')
    .option('--request <file>', 'a curl command or an HTTP request; - for the standard input')
    .option('--at <time>', 'the clock of the endpoint, as the timestamp of the answer; without it, now', readTime)
    .action(explainWhich);
}

async function explainWhich(traceId: string | undefined, { log, request, at, json }: Options): Promise<void> {
  if ((traceId === undefined) === (request === undefined)) throw usage('Give either a trace id or --request FILE.');
  if (traceId !== undefined && at !== undefined) throw usage('--at goes with --request.');
  if (request !== undefined && log !== undefined) throw usage('--log goes with a trace id.');
  // The endpoints and what they need are loaded where they are used.
  if (request !== undefined) return (await import('./explain-request.ts')).explainRequest(request, { at, json });
  return (await import('./explain-trace.ts')).explainTrace(traceId ?? '', { ...(log !== undefined && { log }), json });
}

function usage(message: string): CommandError {
  return new CommandError(message, { exitCode: exitCodes.usage });
}

/** @throws InvalidArgumentError */
function readTime(value: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(value);
  // Without a zone it is UTC, as in the answers.
  const hasZone = /(?:Z|[+-]\d\d:\d\d)$/.test(value) || value.length === 10;
  const time = isTime ? Date.parse(`${value.replace(' ', 'T')}${hasZone ? '' : 'Z'}`) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a time as 2026-11-21T10:02:54Z.');
  return time;
}
