// A command line of cmd.exe becomes words, as "Copy as cURL (cmd)" of browsers writes it. Nothing is run and nothing is looked up.
import { CaptureError } from './captured-request.ts';
import type { ShellWords } from './shell-words.ts';

/** Whether a line goes on with a caret, or quotes have carets: no other shell writes so. */
export function isOfCmd(text: string): boolean {
  return /(?:^|[ \t])\^(?:"|\r?\n)/.test(text);
}

/** @throws CaptureError for a quote without its end */
export function cmdWords(source: string): ShellWords {
  const { line, endedAt } = withoutCarets(source.replaceAll('\r\n', '\n'));
  return { words: argumentsOf(line), endedAt };
}

/** What cmd.exe hands on: outside quotes a caret takes the meaning of the next character, and with a line break joins lines. */
function withoutCarets(text: string): { readonly line: string; readonly endedAt: string | undefined } {
  let line = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '^' && !isQuoted) {
      // The character behind a joined line is taken as it is, a line break too.
      at += text[at + 1] === '\n' ? 2 : 1;
      line += text[at] ?? '';
    } else if (char === '\n' || ('&|<>'.includes(char) && !isQuoted)) {
      const rest = text.slice(at + 1).trim();
      if (line.trim() !== '') return { line, endedAt: rest === '' ? undefined : char };
    } else {
      if (char === '"') isQuoted = !isQuoted;
      line += char;
    }
  }
  return { line, endedAt: undefined };
}

/** As programs for Windows divide their command line: a backslash counts before a quote alone, and "" in quotes is a quote. */
function argumentsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === '\\') {
      const end = endOfBackslashes(line, at);
      const count = end - at;
      const isBeforeQuote = line[end] === '"';
      word = (word ?? '') + '\\'.repeat(isBeforeQuote ? Math.floor(count / 2) : count);
      if (isBeforeQuote && count % 2 === 1) word += '"';
      at = isBeforeQuote && count % 2 === 1 ? end : end - 1;
    } else if (char === '"' && isQuoted && line[at + 1] === '"') {
      word = `${word ?? ''}"`;
      at += 1;
    } else if (char === '"') {
      isQuoted = !isQuoted;
      word ??= '';
    } else if (/\s/.test(char) && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (isQuoted) throw new CaptureError('The command has a " without its end.');
  return word === undefined ? words : [...words, word];
}

function endOfBackslashes(line: string, start: number): number {
  let end = start;
  while (line[end] === '\\') end += 1;
  return end;
}
