// Fields become the text of a log line: the one place, so that no secret gets past it.
import { masked } from './echo.ts';
import type { LogField, LogFields } from './log-fields.ts';

/** Members whose text others have written: drivers and parsers may quote what they choked on. */
const quoting = ['cause', 'problems'] as const;

const removed = '(removed)';

type Pattern = readonly [looks: RegExp, by: string | ((found: string) => string)];

/** What a secret looks like, wherever it stands. */
const patterns: readonly Pattern[] = [
  // Connection strings, shared access signatures, forms and URLs.
  [
    /\b(AccountKey|SharedAccessKey|SharedAccessSignature|sig|\w*secret|\w*password|\w*token|assertion|client_assertion|code|code_verifier)=[^;&\s"']+/gi,
    `$1=${removed}`,
  ],
  [/\b(Basic|Bearer|SharedKey|SharedKeyLite|DPoP)\s+[\w+/=.:~()-]{8,}/gi, `$1 ${removed}`],
  [/\b(Set-Cookie|Cookie):[^\r\n]+/gi, `$1: ${removed}`],
  // Tokens and codes of this server, and any other JWT or JWE.
  [/[\w-]+(?:\.[\w-]*)*/g, withoutToken],
  // Private members of a JWK, and members of a record.
  [/(["'])(d|p|q|dp|dq|qi|k|secret|client_secret)\1\s*:\s*(["'])[^"']*\3/g, `$1$2$1:$3${removed}$3`],
];

/** What `echo` has put into members of a line, as the log has it. */
export function maskEchoes(fields: LogFields): LogFields {
  const clean: { -readonly [Field in LogField]?: unknown } = { ...fields };
  for (const name of Object.keys(fields) as LogField[]) {
    const value = fields[name];
    if (typeof value === 'string') clean[name] = masked(value);
  }
  return clean as LogFields;
}

/** @param secrets that stand in the request or the settings: removed wherever they are quoted */
export function logLine(fields: LogFields, secrets: readonly string[] = []): string {
  if (fields.cause === undefined && fields.problems === undefined) return JSON.stringify(fields);
  const quoted = quoting.filter((name) => fields[name] !== undefined);
  const clean = quoted.map((name) => [name, redact(fields[name], secrets)] as const);
  return JSON.stringify({ ...fields, ...Object.fromEntries(clean) });
}

function redact(value: unknown, secrets: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => redact(each, secrets));
  if (typeof value !== 'string') return value;
  const known = secrets.reduce((text, secret) => text.replaceAll(secret, removed), value);
  return patterns.reduce((text, [looks, by]) => replaced(text, looks, by), known);
}

function replaced(text: string, looks: Pattern[0], by: Pattern[1]): string {
  return typeof by === 'string' ? text.replace(looks, by) : text.replace(looks, by);
}

/** @param run all that belongs together by its characters, so that each is looked at once */
function withoutToken(run: string): string {
  const start = run.search(/\beyJ[\w-]/);
  return start >= 0 && run.includes('.', start + 4) ? run.slice(0, start) + removed : run;
}
