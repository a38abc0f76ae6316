// Output of commands: tables for people, JSON for scripts. Results go to stdout, remarks to stderr.

/** Characters that move the cursor or reverse the direction of text: stored data must not control the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** The text with unprintable characters written out; line feeds stay. */
export function printable(text: string): string {
  return text.replace(unprintable, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export function remark(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** @param rows a cell for each heading */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map((cell) => printable(cell).replaceAll('\n', '\\n')));
  const widths = headings.map((_, column) => longest(lines.map((line) => line[column] ?? '')));
  return lines
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function list(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = longest(pairs.map(([name]) => name));
  return pairs.map(([name, value]) => `${pad(name, width)}  ${printable(value)}`.trimEnd()).join('\n');
}

/** In characters. Not with Math.max, which takes each text as an argument: a stack has room for some 100,000. */
function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, [...text].length), 0);
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - [...cell].length));
}

/** @param time seconds since the epoch */
export function utc(time: number): string {
  const date = new Date(time * 1000);
  // Stored times can be out of range.
  if (Number.isNaN(date.getTime())) return `${time} (not a time)`;
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

/** With separators: `12,000`. */
export function countOf(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 user`, `12,000 users`. */
export function counted(count: number, noun: string): string {
  return `${countOf(count)} ${noun}${count === 1 ? '' : 's'}`;
}
