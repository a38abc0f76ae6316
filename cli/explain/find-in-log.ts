import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { LogField } from '../../shared/log/log-fields.ts';
import { CommandError } from '../terminal/exit-codes.ts';

/** A log line of the service. Its members are not checked. */
export interface LoggedRequest {
  readonly fields: Readonly<Partial<Record<LogField, unknown>>>;
  /** As the prefix of the host says; the line itself has no time. */
  readonly loggedAt: string | undefined;
}

const time = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/;

/** @returns the id in lower case with hyphens, also of a trace id of W3C Trace Context; undefined when it is not an id */
export function readId(text: string): string | undefined {
  const digits = text.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(digits) || !/^[0-9a-f-]{32,36}$/i.test(text.trim())) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The lines that have the id as their trace id, correlation id, or in their `traceparent`; each request once.
 * @param id as `readId` gives it
 * @throws CommandError when only something other than log lines has the id; Error when the log cannot be read
 */
export async function findInLog(id: string, log: Readable): Promise<readonly LoggedRequest[]> {
  const hex = id.replaceAll('-', '');
  const found = new Map<string, LoggedRequest>();
  let isElsewhere = false;
  for await (const line of createInterface({ input: log, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.includes('\0')) throw new CommandError('The log is not UTF-8. Save it as UTF-8.');
    const small = line.toLowerCase();
    if (!small.includes(id) && !small.includes(hex)) continue;
    const logged = readLogLine(line);
    if (logged && isOf(logged, id, hex)) found.set(JSON.stringify(logged.fields), logged);
    else isElsewhere ||= !logged;
  }
  if (isElsewhere && found.size === 0) {
    throw new CommandError(
      `The log has the id ${id}, but not in a line of JSON. Give the lines as the service wrote them, one per line: in Application Insights these are the values of the column message.`,
    );
  }
  return [...found.values()];
}

/** JSON, with or without the prefix of a host. */
export function readLogLine(line: string): LoggedRequest | undefined {
  const start = line.indexOf('{"');
  try {
    const fields: unknown = JSON.parse(line.slice(start));
    if (start < 0 || typeof fields !== 'object' || fields === null || !isLogLine({ ...fields })) return undefined;
    return { fields: { ...fields }, loggedAt: time.exec(line.slice(0, start))?.[0] };
  } catch {
    return undefined;
  }
}

function isLogLine({ event, trace_id, outcome }: LoggedRequest['fields']): boolean {
  return typeof event === 'string' || (typeof trace_id === 'string' && typeof outcome === 'string');
}

function isOf({ fields: { trace_id, correlation_id, traceparent } }: LoggedRequest, id: string, hex: string): boolean {
  const isId = (value: unknown) => typeof value === 'string' && value.toLowerCase() === id;
  const isSpan = typeof traceparent === 'string' && traceparent.toLowerCase().split('-')[1] === hex;
  return isId(trace_id) || isId(correlation_id) || isSpan;
}
