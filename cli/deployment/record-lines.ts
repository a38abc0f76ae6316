// Reads JSON Lines: one record in each line, as the exports of users and consents write them.

export interface RecordLine<T> {
  readonly record: T;
  /** `<line>: record 2 (ada)`, for problems that show only beside others. */
  readonly place: string;
}

interface RecordLines<T> {
  readonly lines: readonly RecordLine<T>[];
  /** One line each: `<line>: record 2 (ada): …`. */
  readonly problems: readonly string[];
}

interface Format<T> {
  readonly read: (value: unknown) => T | { readonly problems: readonly string[] };
  /** What to call a record, even one with problems. */
  readonly nameOf: (value: unknown) => string | undefined;
}

const maxNameCharacters = 200;

/** @param file with or without a byte order mark; empty lines are skipped */
export function readRecordLines<T extends object>(file: string, { read, nameOf }: Format<T>): RecordLines<T> {
  const lines: RecordLine<T>[] = [];
  const problems: string[] = [];
  let count = 0;
  for (const [index, text] of file
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (text.trim() === '') continue;
    count += 1;
    const value = parse(text);
    if (value === undefined) {
      problems.push(`${index + 1}: it is not valid JSON; each line must be one whole record`);
      continue;
    }
    const name = nameOf(value)?.slice(0, maxNameCharacters);
    const place = `${index + 1}: record ${count}${name === undefined ? '' : ` (${name})`}`;
    const record = read(value);
    if ('problems' in record) problems.push(...problemsOf(record).map((problem) => `${place}: ${problem}`));
    else lines.push({ record, place });
  }
  return { lines, problems };
}

/** Lines whose key an earlier line has. */
export function repeatedLines<T>(
  lines: readonly RecordLine<T>[],
  keyOf: (record: T) => string,
): readonly RecordLine<T>[] {
  const seen = new Set<string>();
  return lines.filter(({ record }) => {
    const key = keyOf(record);
    return seen.has(key) || !seen.add(key);
  });
}

export function toLines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function problemsOf({ problems }: { readonly problems: unknown }): readonly string[] {
  return Array.isArray(problems) ? problems : [];
}

/** A record is an object, so undefined is free for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
