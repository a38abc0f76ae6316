// Finds the service's log lines in whatever a host or an export has wrapped around them.

/** The members of a log line, as they were found: nothing of it is checked. */
export type FoundObject = Readonly<Record<string, unknown>>;

/** Characters of one object; causes have stacks. */
const longest = 262_144;
/** Beginnings in one text that turn out to be none: no log has as many. */
const patience = 200;
/** A line in a member of a record in a member of an export. */
const deepest = 4;

/**
 * @param text a line of a log or of an export: JSON behind a prefix, JSON as text in JSON, or a row of CSV
 * @returns objects with a member `event` or `trace_id`, in order
 */
export function findObjects(text: string, depth = 0): readonly FoundObject[] {
  if (depth > deepest) return [];
  // .NET writes quotes so.
  const line = text.replaceAll('\\u0022', '\\"');
  const plain = plainObjects(line).flatMap((found) => unwrap(found, depth));
  if (plain.length > 0) return plain;
  const inner = textsBehind(line, /\{\s*\\+"/g, endOfText, asJson).flatMap((text) => findObjects(text, depth + 1));
  if (inner.length > 0) return inner;
  return textsBehind(line, /\{\s*""/g, endOfField, asField).flatMap((text) => findObjects(text, depth + 1));
}

function plainObjects(line: string): readonly FoundObject[] {
  const found: FoundObject[] = [];
  let failures = 0;
  for (let at = line.search(/\{\s*"/); at >= 0 && failures < patience; ) {
    const end = endOfObject(line, at);
    const value = end === undefined ? undefined : parseObject(line.slice(at, end));
    if (value) found.push(value);
    else failures += 1;
    const from = value && end !== undefined ? end : at + 1;
    const next = line.slice(from).search(/\{\s*"/);
    at = next < 0 ? -1 : from + next;
  }
  return found;
}

/** Behind the brace that closes the one at `start`. */
function endOfObject(line: string, start: number): number | undefined {
  let depth = 0;
  let isText = false;
  const limit = Math.min(line.length, start + longest);
  for (let at = start; at < limit; at += 1) {
    const char = line[at];
    if (isText) {
      if (char === '\\') at += 1;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function parseObject(text: string): FoundObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A record of a host or an export has the line as the text of a member. */
function unwrap(found: FoundObject, depth: number): readonly FoundObject[] {
  if (isLogLine(found)) return [found];
  return textsIn(found, 0).flatMap((text) =>
    findObjects(text, depth + 1).map((inner) => ({ ...timeIn(found), ...inner })),
  );
}

function isLogLine(found: FoundObject): boolean {
  return typeof found.event === 'string' || (typeof found.trace_id === 'string' && typeof found.outcome === 'string');
}

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return value.includes('{') ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > deepest) return [];
  return Object.values(value).flatMap((each) => textsIn(each, depth + 1));
}

/** Names that hosts and exports give to the time of an entry. */
const timeMembers = ['timestamp', 'TimeGenerated', 'time', '@timestamp', 'Timestamp'];

function timeIn(found: FoundObject): { readonly [loggedAt]?: string } {
  const time = timeMembers.map((name) => found[name]).find((value) => typeof value === 'string');
  return typeof time === 'string' ? { [loggedAt]: time } : {};
}

/** When the line was written, where its wrapper says so: no name that a line has itself. */
export const loggedAt = 'logged at';

/** The rests of texts in which an object begins; each character is looked at once. */
function textsBehind(
  line: string,
  beginning: RegExp,
  endOf: (line: string, start: number) => number,
  read: (raw: string) => string | undefined,
): readonly string[] {
  const found: string[] = [];
  for (let match = beginning.exec(line); match; match = beginning.exec(line)) {
    const end = endOf(line, match.index);
    const text = read(line.slice(match.index, end));
    if (text !== undefined) found.push(text);
    beginning.lastIndex = end;
  }
  return found;
}

/** Of a text in JSON: where its quote is. */
function endOfText(line: string, start: number): number {
  let at = start;
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return Math.min(at, line.length);
}

/** RFC 4180: a quote in a quoted field is doubled. */
function endOfField(line: string, start: number): number {
  let at = start;
  while (at < line.length && (line[at] !== '"' || line[at + 1] === '"')) at += line[at] === '"' ? 2 : 1;
  return Math.min(at, line.length);
}

function asJson(raw: string): string | undefined {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return undefined;
  }
}

function asField(raw: string): string {
  return raw.replaceAll('""', '"');
}
