// What the log says of a trace id, in people's words.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { paths } from '../../shared/http/paths.ts';
import { events } from '../../shared/telemetry/log-fields.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { operatorVariables } from '../operator-settings.ts';
import { print, printJson, table } from '../output.ts';
import { findErrorRow } from './error-row.ts';
import { errorName, pageOf, pairLines, refusalLines, stepLines, text } from './explain-text.ts';
import { findInLog, type LoggedRequest, readId } from './find-in-log.ts';
import { routeOf } from './find-route.ts';
import { stepsOfLog } from './judged-steps.ts';

interface TraceOptions {
  readonly log?: string;
  readonly json?: boolean | undefined;
}

/** @throws CommandError when the id is none, the log cannot be read, or has no such line */
export async function explainTrace(given: string, { log, json }: TraceOptions): Promise<void> {
  const id = readId(given);
  if (id === undefined) {
    throw new CommandError('A trace id is a GUID: 62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca. It is in the answer.', {
      exitCode: exitCodes.usage,
    });
  }
  const found = await findInLog(id, await openLog(log));
  if (found.length === 0) {
    throw new CommandError(
      `The log has no line with the id ${id}. Look at the log of the time of the answer (timestamp), from every instance.`,
    );
  }
  const { ISSUER } = await operatorVariables();
  if (json) return printJson(found.map((each) => toJson(each, ISSUER)));
  const parts = found.map((each) => describe(each, ISSUER));
  print([...(found.length > 1 ? [overview(found)] : []), ...parts].join('\n\n'));
}

/** @throws CommandError */
async function openLog(file: string | undefined): Promise<Readable> {
  if (file === undefined || file === '-') {
    if (file === undefined && process.stdin.isTTY) {
      throw new CommandError('Say which log: --log FILE, or pipe it in.', { exitCode: exitCodes.usage });
    }
    return process.stdin;
  }
  const stream = createReadStream(file);
  await once(stream, 'ready').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${cause.code}).`);
  });
  return stream;
}

function overview(found: readonly LoggedRequest[]): string {
  return table(
    ['when', 'endpoint', 'client', 'grant type', 'outcome', 'trace id'],
    found.map(({ fields, loggedAt }) =>
      [loggedAt, fields.endpoint, fields.client_id, fields.grant_type, outcomeOf(fields), fields.trace_id].map(
        (value) => text(value) ?? '',
      ),
    ),
  );
}

function outcomeOf({ outcome, error_codes }: LoggedRequest['fields']): string {
  const codes = Array.isArray(error_codes) ? ` ${error_codes.join(' ')}` : '';
  return `${text(outcome) ?? 'unknown'}${codes}`;
}

function describe({ fields, loggedAt }: LoggedRequest, issuer: string | undefined): string {
  const what = pairLines([
    ['when', loggedAt],
    ['endpoint', endpointOf(fields)],
    ['client', clientOf(fields)],
    ['grant type', text(fields.grant_type)],
    ['scope', text(fields.scope)],
    ['resource', text(fields.resource)],
    ['subject', text(fields.subject)],
    ['grant', text(fields.grant_id)],
    ['event', eventOf(fields)],
    ['took', durationOf(fields)],
    ['trace id', text(fields.trace_id)],
    ['correlation', text(fields.correlation_id)],
  ]);
  const route = routeOf(fields.endpoint);
  const isSuccess = fields.outcome === 'success';
  const steps =
    isSuccess || !route || fields.step === undefined ? [] : ['', ...stepLines(stepsOfLog(route.endpoint, fields))];
  const refusal = isSuccess ? [] : ['', ...refusalLines({ ...refusalOf(fields, issuer) })];
  return [headline(fields), ...what, ...steps, ...refusal].join('\n');
}

function headline(fields: LoggedRequest['fields']): string {
  const status = text(fields.status) ?? 'no status';
  if (fields.outcome === 'success') return `The request was answered (${status}).`;
  const name = errorName({ error: fields.error, error_codes: fields.error_codes });
  return fields.outcome === 'fault'
    ? `The service failed: ${status} ${name}.`
    : `The request was refused: ${status} ${name}.`;
}

function refusalOf(fields: LoggedRequest['fields'], issuer: string | undefined) {
  const { error, error_codes, description, reason, cause } = fields;
  return { error, error_codes, description, reason, cause, error_uri: pageOf(issuer, error_codes) };
}

function endpointOf({ endpoint }: LoggedRequest['fields']): string | undefined {
  const route = routeOf(endpoint);
  return route ? paths[route.name] : text(endpoint);
}

function clientOf(fields: LoggedRequest['fields']): string | undefined {
  const id = text(fields.client_id);
  if (id === undefined) return undefined;
  const method = text(fields.authentication_method);
  const isProved = isBehindAuthentication(fields);
  return `${id}${isProved ? '' : ', as it was sent: not proved'}${method === undefined ? '' : ` (${method})`}`;
}

function isBehindAuthentication(fields: LoggedRequest['fields']): boolean {
  if (fields.outcome === 'success') return true;
  const route = routeOf(fields.endpoint);
  const steps = route ? stepsOfLog(route.endpoint, fields) : [];
  return steps.some(({ step, outcome }) => step === 'client authentication' && outcome === 'passed');
}

function eventOf({ event }: LoggedRequest['fields']): string | undefined {
  if (event === 'request') return undefined;
  const [, meaning] = Object.entries(events).find(([name]) => name === event) ?? [];
  return meaning === undefined ? text(event) : `${text(event)}: ${meaning}`;
}

function durationOf(fields: LoggedRequest['fields']): string | undefined {
  const { milliseconds, store_milliseconds, store_calls, signing_milliseconds } = fields;
  if (typeof milliseconds !== 'number') return undefined;
  const parts = [
    ...(typeof store_milliseconds === 'number' || typeof store_calls === 'number'
      ? [`${text(store_milliseconds) ?? '0'} ms for the store (calls: ${text(store_calls) ?? 'none of its own'})`]
      : []),
    ...(typeof signing_milliseconds === 'number' ? [`${signing_milliseconds} ms signing`] : []),
  ];
  return `${milliseconds} ms${parts.length > 0 ? `, of them ${parts.join(' and ')}` : ''}`;
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
