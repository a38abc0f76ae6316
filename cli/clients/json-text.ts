// Parses JSON, and knows the line of each value.
import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

export interface JsonText {
  readonly value: unknown;
  readonly tree: Node;
  /** The line of an offset, from 1. */
  lineOf(offset: number): number;
}

/** Brackets inside brackets; a record needs four, an export of a realm some twenty. The parser calls itself for each. */
const maxDepth = 100;

/** @param file with or without a byte order mark. @returns the problem with its line for a text that is not JSON */
export function parseJsonText(file: string): JsonText | string {
  const text = file.replace(/^\uFEFF/, '');
  const lineOf = linesOf(text);
  const deep = tooDeepAt(text);
  if (deep !== undefined) return `${lineOf(deep)}: it is nested too deeply`;
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
  const [error] = errors;
  if (error || !tree) {
    const what = error
      ? printParseErrorCode(error.error)
          .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
          .toLowerCase()
      : 'empty';
    return `${lineOf(error?.offset ?? 0)}: it is not valid JSON (${what})`;
  }
  // The values of the JSONC parser would set the prototype for a member named __proto__.
  return { value: JSON.parse(text), tree, lineOf };
}

/** Finds the line of an offset among the ends of lines, which are read once. */
function linesOf(text: string): (offset: number) => number {
  const ends = Array.from(text.matchAll(/\n/g), ({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let isInString = false;
  for (const { 0: found, index } of text.matchAll(/\\.|["[\]{}]/g)) {
    if (found === '"') isInString = !isInString;
    else if (!isInString && '[{'.includes(found)) depth += 1;
    else if (!isInString && ']}'.includes(found)) depth -= 1;
    if (depth > maxDepth) return index;
  }
  return undefined;
}

/** The offset of the member, or of the nearest object around a missing one. */
export function offsetOf(node: Node | undefined, path: JSONPath): number {
  if (!node) return 0;
  for (let length = path.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(node, path.slice(0, length));
    // The name of a member may be on the line before its value.
    if (found) return found.parent?.type === 'property' ? found.parent.offset : found.offset;
  }
  return node.offset;
}

/** Members that an object has twice; JSON.parse would take the last. */
export function repeatedMembers(node: Node | undefined): readonly { readonly name: string; readonly offset: number }[] {
  const names = new Set<unknown>();
  return (node?.type === 'object' ? (node.children ?? []) : []).flatMap(({ children: [key] = [], offset }) => {
    if (!names.has(key?.value)) {
      names.add(key?.value);
      return [];
    }
    return [{ name: String(key?.value), offset }];
  });
}
