// Reads a file of client records, and reports problems with their lines. Messages repeat ids, names of members, scopes and URIs,
// but never the value of a secret or of an unknown member, which may be a secret.

import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import * as clientSchema from '../../shared/clients/client.schema.json';
import type { Client } from '../../shared/clients/client.ts';
import { type ClientRecord, hashSecret } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { placedProblemsOf } from '../../shared/validation/check.ts';
import { clashesOf, sizeProblems } from '../deployment/check-record.ts';
import { weakness } from '../deployment/secret-strength.ts';

export interface RecordsFile {
  /** In the order of the file, with hashed secrets, without records that have problems. */
  readonly records: readonly FileRecord[];
  /** One line each: `<line>: record 2 (web): …`. */
  readonly problems: readonly string[];
}

interface FileRecord {
  readonly record: ClientRecord;
  readonly client: Client;
  /** Why the secret is weak, if it is. */
  readonly weakness: string | undefined;
  /** The line of a member, for conflicts with other clients. */
  place(member: string): string;
}

/** Brackets inside brackets; a record needs four. The parser calls itself for each. */
const maxDepth = 100;

/** @param file one record, or an array of them; with or without a byte order mark */
export function readRecords(file: string): RecordsFile {
  const text = file.replace(/^\uFEFF/, '');
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { records: [], problems: [`${lineOf(text, deep)}: it is nested too deeply`] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
  const [error] = errors;
  if (error || !tree) {
    const what = error
      ? printParseErrorCode(error.error)
          .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
          .toLowerCase()
      : 'empty';
    return { records: [], problems: [`${lineOf(text, error?.offset ?? 0)}: it is not valid JSON (${what})`] };
  }
  // The values of the JSONC parser would set the prototype for a member named __proto__.
  const value: unknown = JSON.parse(text);
  const isArray = Array.isArray(value);
  const read = (isArray ? value : [value]).map((record: unknown, index) =>
    readRecord(record, text, isArray ? tree.children?.[index] : tree, index),
  );
  const records = read.flatMap((each) => ('problems' in each ? [] : [each]));
  const problems = read.flatMap((each) => ('problems' in each ? each.problems : []));
  return { records, problems: [...problems, ...records.flatMap((each) => clashes(each, records))] };
}

function readRecord(
  value: unknown,
  text: string,
  node: Node | undefined,
  index: number,
): FileRecord | { readonly problems: readonly string[] } {
  const name = idOf(value);
  const label = `record ${index + 1}${name === undefined ? '' : ` (${name})`}`;
  const place = (path: JSONPath) => `${lineOf(text, offsetOf(node, path))}: ${label}`;
  const placed = (path: JSONPath, problem: string) => `${place(path)}: ${problem}`;

  const problems = [
    ...repeatedMembers(node).map(
      ({ offset, name: member }) => `${lineOf(text, offset)}: ${label}: duplicate member ${member}`,
    ),
    ...placedProblemsOf(clientSchema, value).map(({ path, problem }) => placed(path.map(toSegment), problem)),
  ];
  if (problems.length > 0) return { problems };
  const client = readClient(value);
  // These problems begin with the name of the member.
  if ('problems' in client) return { problems: client.problems.map((each) => placed([firstWord(each)], each)) };
  // The schema has just passed it.
  const plain = value as ClientRecord;
  const record = hashSecret(plain);
  const size = sizeProblems(record);
  if (size.length > 0) return { problems: size.map((each) => placed([], each)) };
  const weak = plain.client_secret === undefined ? undefined : weakness(plain.client_secret);
  return { record, client, weakness: weak, place: (member) => place([member]) };
}

function clashes(read: FileRecord, all: readonly FileRecord[]): readonly string[] {
  const { client, place } = read;
  const first = all.find((each) => each.client.id === client.id);
  const twice = first === read ? [] : [`${place('client_id')}: duplicate client_id`];
  const clients = all.map((each) => each.client);
  return [...twice, ...clashesOf(client, clients).map((problem) => `${place(firstWord(problem))}: ${problem}`)];
}

function repeatedMembers(node: Node | undefined): readonly { readonly name: string; readonly offset: number }[] {
  const names = new Set<unknown>();
  return (node?.type === 'object' ? (node.children ?? []) : []).flatMap(({ children: [key] = [], offset }) => {
    if (!names.has(key?.value)) {
      names.add(key?.value);
      return [];
    }
    return [{ name: String(key?.value), offset }];
  });
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
function offsetOf(node: Node | undefined, path: JSONPath): number {
  if (!node) return 0;
  for (let length = path.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(node, path.slice(0, length));
    // The name of a member may be on the line before its value.
    if (found) return found.parent?.type === 'property' ? found.parent.offset : found.offset;
  }
  return node.offset;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function toSegment(name: string): string | number {
  return /^\d+$/.test(name) ? Number(name) : name;
}

function firstWord(problem: string): string {
  return problem.split(/[ .]/)[0] ?? '';
}

function idOf(value: unknown): string | undefined {
  const isNamed = typeof value === 'object' && value !== null && 'client_id' in value;
  return isNamed && typeof value.client_id === 'string' ? value.client_id.slice(0, 200) : undefined;
}
