// Quotes text of a caller in an error description and in the log.

const maxEchoLength = 80;

/** The log shows only the beginning of a text from a caller. */
const maxLoggedLength = 4;

/** An echo is delimited by noncharacters of Unicode, which `printable` removes from every text, and ends with its original length. */
const echoBegin = '\ufdd0';
const echoes = /\ufdd0([^\ufdd0-\ufdd2]*)\ufdd1(\d+)\ufdd2/g;

/**
 * Marks text of a caller for use in a description or a member of the log line. The caller sees up to 80 printable characters
 * (RFC 6749 §5.2); the log masks the text, since any parameter may have a secret by mistake.
 */
export function echo(value: string): string {
  return value && `\ufdd0${shortened(value)}\ufdd1${value.length}\ufdd2`;
}

export function hasEcho(text: string): boolean {
  return text.includes(echoBegin);
}

/** The text with its echoes shown, for the caller. */
export function revealed(text: string): string {
  return text.replace(echoes, '$1');
}

/** The text with its echoes masked, for the log: `abcd... (43 characters)`. */
export function masked(text: string): string {
  return text.replace(echoes, (_echo, shown: string, length: string) =>
    Number(length) > maxLoggedLength ? `${shown.slice(0, maxLoggedLength)}... (${length} characters)` : shown,
  );
}

/** Shortens text of this server for a description, such as a list of scopes. */
export function shortened(value: string): string {
  return printable(value.length > maxEchoLength ? `${value.slice(0, maxEchoLength)}...` : value);
}

/** Replaces every character outside %x20-21 / %x23-5B / %x5D-7E (RFC 6749 §5.2) by a question mark. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, '?');
}
