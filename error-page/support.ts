// The support block: numbers, ids and time that lead to the log line, issuer and version. No token, code, secret or user.

import { version } from '../shared/base/version.ts';
import type { SupportBlock } from '../shared/html/support-link.ts';
import { guidOf } from '../shared/http/request-ids.ts';
import { type Entry, numbersOf } from './entry.ts';
import type { PageSettings } from './page-settings.ts';

/** Members of an error answer that the URL may contain; only valid values count. */
export type AnswerIds = Readonly<Partial<Record<'trace_id' | 'correlation_id' | 'timestamp', string>>>;

/** Ignores ids that are not GUIDs, times in any other format than that of error answers, and repeated parameters. */
export function readAnswerIds(query: URLSearchParams): AnswerIds {
  const traceId = guidOf(only(query, 'trace_id'))?.toLowerCase();
  const correlationId = guidOf(only(query, 'correlation_id'))?.toLowerCase();
  const timestamp = timeOf(only(query, 'timestamp'));
  return {
    ...(traceId && { trace_id: traceId }),
    ...(correlationId && { correlation_id: correlationId }),
    ...(timestamp && { timestamp }),
  };
}

function only(query: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = query.getAll(name);
  return others.length > 0 ? undefined : value;
}

/** Matches the time of an error answer, e.g. 2026-11-21 07:30:00Z. */
const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

function timeOf(value: string | undefined): string | undefined {
  if (value === undefined || !time.test(value)) return undefined;
  const milliseconds = Date.parse(value.replace(' ', 'T'));
  // Date.parse accepts 30 February and returns a day in March.
  const isReal = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(value.slice(0, 10));
  return isReal ? value : undefined;
}

export function supportBlock(entry: Entry, ids: AnswerIds, { issuer }: PageSettings): SupportBlock {
  const { member, numbers } = numbersOf(entry);
  return { [member]: numbers.join(' '), ...ids, issuer, version: `tessera ${version}` };
}
