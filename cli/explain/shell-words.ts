// A command line becomes words, by the rules of a POSIX shell and the $'…' of bash. Nothing is run and nothing is looked up.
import { CaptureError } from './captured-request.ts';

export interface ShellWords {
  readonly words: readonly string[];
  /** The character at which the command ended before the text did: what follows is another command. */
  readonly endedAt: string | undefined;
}

interface Quoted {
  readonly text: string;
  /** Behind the closing quote. */
  readonly end: number;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ...[...'abefnrtvE'].map((letter, index) => [letter, '\u0007\b\u001b\f\n\r\t\v\u001b'[index] ?? ''] as const),
  ...[...'\\\'"?'].map((char) => [char, char] as const),
]);
const numbered = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3}))/y;

/** @throws CaptureError for what only a shell can know (variables, commands), and for a quote without end */
export function shellWords(source: string): ShellWords {
  const text = source.replaceAll('\r\n', '\n');
  const words: string[] = [];
  let word: string | undefined;
  let isTarget = false;
  let at = 0;

  function endWord(): void {
    // The file that an output goes to is no word of the command.
    if (word !== undefined && !isTarget) words.push(word);
    if (word !== undefined) isTarget = false;
    word = undefined;
  }
  function add(quoted: Quoted): void {
    word = (word ?? '') + quoted.text;
    at = quoted.end;
  }

  while (at < text.length) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (char === '\\' && next === '\n') at += 2;
    else if (char === '\\') add({ text: next, end: at + 2 });
    else if (char === "'") add(singleQuoted(text, at + 1));
    else if (char === '"') add(doubleQuoted(text, at + 1));
    else if (char === '$' && next === "'") add(ansiQuoted(text, at + 2));
    else if (char === ' ' || char === '\t') {
      endWord();
      at += 1;
    } else if (char === '#' && word === undefined) at = endOfLine(text, at);
    else if (char === '>' || char === '<') {
      // `2>` names a descriptor, and is no word either.
      if (word === '1' || word === '2') word = undefined;
      endWord();
      isTarget = true;
      at += /[>&]/.test(next) ? 2 : 1;
    } else if ('\n|;&'.includes(char)) {
      endWord();
      if (char !== '\n' || words.length > 0) {
        const rest = text.slice(at + 1).trim();
        return { words, endedAt: rest === '' ? undefined : char };
      }
      at += 1;
    } else {
      checkPlain(text, at);
      add({ text: char, end: at + 1 });
    }
  }
  endWord();
  return { words, endedAt: undefined };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function singleQuoted(text: string, start: number): Quoted {
  const end = text.indexOf("'", start);
  if (end < 0) throw unterminated("'");
  return { text: text.slice(start, end), end: end + 1 };
}

function doubleQuoted(text: string, start: number): Quoted {
  let result = '';
  for (let at = start; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '"') return { text: result, end: at + 1 };
    if (char === '\\' && '$`"\\\n'.includes(text[at + 1] ?? ' ')) {
      at += 1;
      if (text[at] !== '\n') result += text[at] ?? '';
    } else {
      checkPlain(text, at);
      result += char;
    }
  }
  throw unterminated('"');
}

function ansiQuoted(text: string, start: number): Quoted {
  const bytes: Buffer[] = [];
  for (let at = start; at < text.length; ) {
    if (text[at] === "'") return { text: Buffer.concat(bytes).toString('utf8'), end: at + 1 };
    const { value, end } = ansiCharacter(text, at);
    bytes.push(value);
    at = end;
  }
  throw unterminated("$'");
}

function ansiCharacter(text: string, at: number): { readonly value: Buffer; readonly end: number } {
  if (text[at] !== '\\') {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    return { value: Buffer.from(char), end: at + char.length };
  }
  const known = escapes.get(text[at + 1] ?? '');
  if (known !== undefined) return { value: Buffer.from(known), end: at + 2 };
  numbered.lastIndex = at;
  const found = numbered.exec(text);
  if (!found) return { value: Buffer.from('\\'), end: at + 1 };
  const [all, byte, short, long, octal] = found;
  const code = Number.parseInt(short ?? long ?? '', 16);
  const value =
    byte === undefined && octal === undefined
      ? Buffer.from(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd')
      : Buffer.from([byte === undefined ? Number.parseInt(octal ?? '', 8) & 255 : Number.parseInt(byte, 16)]);
  return { value, end: at + all.length };
}

/** @throws CaptureError where a shell would put something else into its place */
function checkPlain(text: string, at: number): void {
  const char = text[at];
  if (char === '`' || (char === '$' && text[at + 1] === '(')) {
    throw new CaptureError('The command has a command in it, which is not run here: write its result in its place.');
  }
  if (char !== '$') return;
  const [, name] = /^\$\{?([A-Za-z_][A-Za-z0-9_]{0,80})/.exec(text.slice(at, at + 100)) ?? [];
  if (name === undefined) return;
  throw new CaptureError(`The command has the shell variable ${name}: write its value in its place.`);
}

function unterminated(quote: string): CaptureError {
  return new CaptureError(`The command has a ${quote} without its end.`);
}
