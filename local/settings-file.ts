// The `Values` of local.settings.json, as Core Tools take them: comments, trailing commas, numbers and booleans are allowed.

import { readFile } from 'node:fs/promises';
import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { decodeText } from '../shared/base/text-file.ts';
import { StartError } from './start-error.ts';

/** Empty without a file. @throws StartError if unreadable, encrypted or of other types; quotes no value: it may be secret */
export async function readSettingsFile(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await read(file);
  if (text === undefined) return {};
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error || tree?.type !== 'object') {
    const line = text.slice(0, error?.offset ?? 0).split('\n').length;
    throw new StartError(`${file} is not valid JSON, line ${line}.`);
  }
  const values = member(tree, 'Values');
  const names = membersOf(values).map(([name]) => name);
  if (isTrue(member(tree, 'IsEncrypted')) && names.length > 0) {
    throw new StartError(
      `${file} is encrypted, and only Core Tools can decrypt it. Run: func settings decrypt (or set IsEncrypted to false and enter the values again)`,
    );
  }
  return Object.fromEntries(membersOf(values).map(([name, value]) => [name, toText(name, value, text, file)]));
}

async function read(file: string): Promise<string | undefined> {
  try {
    return decodeText(await readFile(file));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const isEncoding = code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw new StartError(`${file} ${isEncoding ? 'is neither UTF-8 nor UTF-16' : `cannot be read (${code})`}.`);
  }
}

function membersOf(node: Node | undefined): readonly (readonly [name: string, value: Node])[] {
  return (node?.type === 'object' ? (node.children ?? []) : []).flatMap(({ children: [name, value] = [] }) =>
    name && value ? [[String(name.value), value] as const] : [],
  );
}

/** In any letter case; of several, the last. */
function member(node: Node, name: string): Node | undefined {
  return membersOf(node).findLast(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

function isTrue(node: Node | undefined): boolean {
  return String(node?.value).toLowerCase() === 'true';
}

/** Numbers stay as written, since JavaScript would round long ones. */
function toText(name: string, { type, value, offset, length }: Node, text: string, file: string): string {
  if (type === 'string') return value;
  if (type === 'number' || type === 'boolean') return text.slice(offset, offset + length);
  if (type === 'null') return '';
  throw new StartError(`${file}: the value of ${name} must be a string, a number or a boolean.`);
}
