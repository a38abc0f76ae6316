import { type AndOr, forEachChild, type PipelineNode, parse, type SyntaxNode } from 'unbash';
import { CaptureError } from './captured-request.ts';

export interface ShellWords {
  readonly words: readonly string[];
  /** What a shell would have cut off, in sentences. */
  readonly remarks: readonly string[];
}

/**
 * The words of the first command of a bash script. Nothing is run and nothing is looked up.
 * @throws CaptureError for what only a shell can know (variables, commands), and for an unclosed quote
 */
export function shellWords(source: string): ShellWords {
  const text = source.replaceAll('\r\n', '\n');
  const { commands, errors } = parse(text);
  const [first, next] = commands;
  const command = first && firstOf(first.command);
  if (errors || !first || command?.type !== 'Command') {
    throw new CaptureError('The command is not one that bash can read. Check that every quote is closed.');
  }
  for (const each of command.args) forEachChild(each, requireLiteral);
  return {
    words: [command.name, ...command.args].flatMap((word) => (word?.type === 'Word' ? [word.value] : [])),
    remarks: next ? remarksOn(first.background === true, text.slice(first.end, next.pos)) : [],
  };
}

function firstOf(node: PipelineNode | AndOr): PipelineNode | AndOr | undefined {
  const [first] = 'commands' in node ? node.commands : [node];
  return first === node || first === undefined ? first : firstOf(first);
}

/** @throws CaptureError where a shell would put something else in its place */
function requireLiteral(part: SyntaxNode): void {
  if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion') {
    // Of any other name, a part may be of a password that has a dollar sign.
    const [, name] = /^\$\{?([A-Z_][A-Z0-9_]*)\}?$/.exec(part.text) ?? [];
    const which = name === undefined ? 'a shell variable' : `the shell variable ${name}`;
    throw new CaptureError(`The command has ${which}: write its value in its place.`);
  }
  if (part.type === 'CommandExpansion' || part.type === 'ArithmeticExpansion' || part.type === 'ProcessSubstitution') {
    throw new CaptureError('The command contains another command, which is not run: write its result in its place.');
  }
  forEachChild(part, requireLiteral);
}

function remarksOn(isBackground: boolean, between: string): readonly string[] {
  if (isBackground) return ['The command ends at an unquoted &: a shell does not send what follows it.'];
  return between.includes('\n') ? ['The command ends with its line: end a line that continues with a backslash.'] : [];
}
