// Text that a caller sent, fit for an error description and for the log.

const maxEchoLength = 80;

/** Characters of a text from outside that a log line shows. */
const maxLoggedLength = 4;

/** Around an echo stand noncharacters of Unicode, which `printable` lets nobody bring along. Its length as sent follows it. */
const echoes = /\ufdd0([^\ufdd0-\ufdd2]*)\ufdd1(\d+)\ufdd2/g;

/**
 * What the caller sent, fit for a description or a member of the log line: whole for the caller (80 characters of RFC 6749
 * §5.2 at most), masked in the log, since people put secrets into any parameter.
 */
export function echo(value: string): string {
  return value && `\ufdd0${shortened(value)}\ufdd1${value.length}\ufdd2`;
}

/** The text with its echoes as they were sent, cut. */
export function revealed(text: string): string {
  return text.replace(echoes, '$1');
}

/** The text with the first four characters and the length of its echoes: `abcd... (43 characters)`. */
export function masked(text: string): string {
  return text.replace(echoes, (_echo, shown: string, length: string) =>
    Number(length) > maxLoggedLength ? `${shown.slice(0, maxLoggedLength)}... (${length} characters)` : shown,
  );
}

/** A text of this server, such as a list of what a client may ask for, fit for a description. */
export function shortened(value: string): string {
  return printable(value.length > maxEchoLength ? `${value.slice(0, maxEchoLength)}...` : value);
}

/** RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E. Anything else becomes a question mark. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, '?');
}
