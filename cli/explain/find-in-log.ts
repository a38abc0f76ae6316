import type { Readable } from 'node:stream';
import type { LogField } from '../../shared/log/log-fields.ts';
import { decodedLines } from './decoded-lines.ts';
import { type FoundObject, findObjects, loggedAt } from './log-objects.ts';

/** A log line of the service; its members are what somebody may have written there. */
export interface LoggedRequest {
  readonly fields: Readonly<Partial<Record<LogField, unknown>>>;
  /** As the host or the export tells it; the line itself has no time. */
  readonly loggedAt: string | undefined;
}

const time = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/;

/** @returns the id in lower case with hyphens, also of a trace id of W3C Trace Context; undefined when it is none */
export function readId(text: string): string | undefined {
  const digits = text.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(digits) || !/^[0-9a-f-]{32,36}$/i.test(text.trim())) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The lines that have the id as their trace id, correlation id, or in their `traceparent`; each request once.
 * @param id as `readId` gives it
 * @throws Error when the log cannot be read
 */
export async function findInLog(id: string, log: Readable): Promise<readonly LoggedRequest[]> {
  const hex = id.replaceAll('-', '');
  const found = new Map<string, LoggedRequest>();
  for await (const line of decodedLines(log)) {
    const small = line.toLowerCase();
    if (!small.includes(id) && !small.includes(hex)) continue;
    for (const object of findObjects(line)) {
      // An export may have a line twice, as trace and as custom dimension.
      if (isOf(object, id, hex)) found.set(JSON.stringify({ ...object, [loggedAt]: '' }), toLogged(object, line));
    }
  }
  return [...found.values()];
}

function isOf({ trace_id, correlation_id, traceparent }: FoundObject, id: string, hex: string): boolean {
  const isId = (value: unknown) => typeof value === 'string' && value.toLowerCase() === id;
  const isSpan = typeof traceparent === 'string' && traceparent.toLowerCase().split('-')[1] === hex;
  return isId(trace_id) || isId(correlation_id) || isSpan;
}

function toLogged(object: FoundObject, line: string): LoggedRequest {
  const { [loggedAt]: told, ...fields } = object;
  const [prefix] = time.exec(line) ?? [];
  return { fields, loggedAt: typeof told === 'string' ? told : prefix };
}
