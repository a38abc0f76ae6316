/** The members of an error answer that its `error_uri` carries. */
export interface AnswerIds {
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly timestamp: string;
}

/** The whole `error_uri` of an answer, in its order: the ids, and the number last. */
export function errorUriOf({ trace_id, correlation_id, timestamp }: AnswerIds, number: number, from: string): string {
  const time = timestamp.replace(' ', '+').replaceAll(':', '%3A');
  return `${from}/error?trace_id=${trace_id}&correlation_id=${correlation_id}&timestamp=${time}&error_code=${number}`;
}

/** The same for unknown ids: a pattern that matches any. */
export function anyErrorUri(number: number, from: string): RegExp {
  const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  const time = '\\d{4}-\\d\\d-\\d\\d\\+\\d\\d%3A\\d\\d%3A\\d\\dZ';
  const start = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^${start}/error\\?trace_id=${guid}&correlation_id=${guid}&timestamp=${time}&error_code=${number}$`,
  );
}
