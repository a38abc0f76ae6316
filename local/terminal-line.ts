// What a log line looks like on a terminal: one readable line for each request.
import { styleText } from 'node:util';

export interface LineStyle {
  readonly now: Date;
  readonly hasColours: boolean;
}

type Colour = 'dim' | 'yellow' | 'red';

const colours: Readonly<Record<string, Colour>> = { refused: 'yellow', fault: 'red' };

/** Members that a line of a request shows in its own way, or not at all. */
const shownOtherwise: readonly string[] = ['event', 'cause', 'error'];

/** @param message a JSON line of the app, or any text @returns without a line break at the end */
export function terminalLine(message: string, style: LineStyle): string {
  const fields = fieldsOf(message);
  if (!fields) return message.split('\n').map(harmless).join('\n');
  const paint = (colour: Colour | undefined, text: string) =>
    style.hasColours && colour !== undefined ? styleText(colour, text, { validateStream: false }) : text;
  const time = paint('dim', style.now.toTimeString().slice(0, 8));
  const line = fields.event === 'request' ? ofRequest(fields, paint) : ofEvent(fields, paint);
  return [`${time} ${line}`, ...causeLines(fields)].join('\n');
}

type Fields = Readonly<Record<string, unknown>>;
type Paint = (colour: Colour | undefined, text: string) => string;

function ofRequest(fields: Fields, paint: Paint): string {
  const { outcome, status, endpoint, client_id: client = '-', grant_type: grant, milliseconds } = fields;
  const colour = colours[String(outcome)];
  const told = [shown(fields.description), ...(fields.reason === undefined ? [] : [`(${shown(fields.reason)})`])].join(
    ' ',
  );
  return [
    paint(colour, shown(status)),
    shown(endpoint).padEnd(13),
    shown(client),
    ...(grant === undefined ? [] : [shown(grant)]),
    `${shown(milliseconds)} ms`,
    ...(colour === undefined ? [] : [paint(colour, told), paint('dim', `trace ${shown(fields.trace_id)}`)]),
  ].join('  ');
}

/** Every event but `request` is rare, so it is shown whole. */
function ofEvent(fields: Fields, paint: Paint): string {
  const members = Object.entries(fields).filter(([name]) => !shownOtherwise.includes(name));
  const told = members.map(([name, value]) => `${harmless(name)}=${shown(value)}`);
  return [paint('yellow', shown(fields.event)), ...told].join('  ');
}

/** The stacks of a fault. */
function causeLines({ cause, error, event }: Fields): readonly string[] {
  const text = cause ?? (event === 'request' ? undefined : error);
  return text === undefined
    ? []
    : String(text)
        .split('\n')
        .map((line) => `    ${harmless(line)}`);
}

function shown(value: unknown): string {
  return value === undefined ? '' : harmless(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Control characters, such as those of escape sequences, and characters that change the direction of others, as `\u{1b}`. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

function fieldsOf(message: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && 'event' in value
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}
