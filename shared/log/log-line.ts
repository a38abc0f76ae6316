// Serializes log lines. Every line passes through here, so that secrets are removed in one place.
import { hasEcho, masked } from './echo.ts';
import type { LogField, LogFields } from './log-fields.ts';

/** Members with text of drivers and parsers, which may quote their input. */
const quotingFields = ['cause', 'problems'] as const;

const removed = '(removed)';

type Redaction = readonly [pattern: RegExp, replacement: string | ((found: string) => string)];

const redactions: readonly Redaction[] = [
  // Connection strings, shared access signatures, forms and URLs.
  [
    /\b(AccountKey|SharedAccessKey|SharedAccessSignature|sig|\w*secret|\w*password|\w*token|assertion|client_assertion|code|code_verifier|device_code|user_code)=[^;&\s"']+/gi,
    `$1=${removed}`,
  ],
  [/\b(Basic|Bearer|SharedKey|SharedKeyLite|DPoP)\s+[\w+/=.:~()-]{8,}/gi, `$1 ${removed}`],
  [/\b(Set-Cookie|Cookie):[^\r\n]+/gi, `$1: ${removed}`],
  // Tokens and codes of this server, and any other JWT or JWE.
  [/[\w-]+(?:\.[\w-]*)*/g, withoutToken],
  // Private members of a JWK, and members of a record.
  [/(["'])(d|p|q|dp|dq|qi|k|secret|client_secret)\1\s*:\s*(["'])[^"']*\3/g, `$1$2$1:$3${removed}$3`],
];

/** Masks the echoes in all members of a line. */
export function maskEchoes(fields: LogFields): LogFields {
  let clean: { -readonly [Field in LogField]?: unknown } | undefined;
  for (const name in fields) {
    const value = fields[name as LogField];
    if (typeof value !== 'string' || !hasEcho(value)) continue;
    clean ??= { ...fields };
    clean[name as LogField] = masked(value);
  }
  return clean ? (clean as LogFields) : fields;
}

/** @param secrets of the request and the settings, which are removed wherever they are quoted */
export function logLine(fields: LogFields, secrets: readonly string[] = []): string {
  if (fields.cause === undefined && fields.problems === undefined) return JSON.stringify(fields);
  const quoted = quotingFields.filter((name) => fields[name] !== undefined);
  const clean = quoted.map((name) => [name, redact(fields[name], secrets)] as const);
  return JSON.stringify({ ...fields, ...Object.fromEntries(clean) });
}

function redact(value: unknown, secrets: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => redact(each, secrets));
  if (typeof value !== 'string') return value;
  const withoutSecrets = secrets.reduce((text, secret) => text.replaceAll(secret, removed), value);
  return redactions.reduce((text, redaction) => applyRedaction(text, redaction), withoutSecrets);
}

function applyRedaction(text: string, [pattern, replacement]: Redaction): string {
  return typeof replacement === 'string' ? text.replace(pattern, replacement) : text.replace(pattern, replacement);
}

/** @param run a maximal run of characters that a token may have, so that each character is scanned once */
function withoutToken(run: string): string {
  const start = run.search(/\beyJ[\w-]/);
  return start >= 0 && run.includes('.', start + 4) ? run.slice(0, start) + removed : run;
}
