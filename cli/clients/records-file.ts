// Reads a file of client records or an export of another server, and reports problems with their lines. Messages repeat ids,
// names of members, scopes and URIs, but never the value of a secret or of an unknown member, which may be a secret.

import { findNodeAtLocation, type JSONPath } from 'jsonc-parser';
import { clashesWithin, type FileRecord, readFileRecord, toSegment } from './file-record.ts';
import type { Completion } from './foreign/complete.ts';
import { readForeignRecord } from './foreign/read-foreign-record.ts';
import { findExport, type SourceName } from './foreign/sources.ts';
import { type JsonText, offsetOf, parseJsonText } from './json-text.ts';

export interface RecordsFile {
  /** In the order of the file, with hashed secrets, without records that have problems. */
  readonly records: readonly FileRecord[];
  /** One line each: `<line>: record 2 (web): …`. */
  readonly problems: readonly string[];
  /** What is not taken over from an export of another server, and what to do then. */
  readonly notes: readonly string[];
  /** Clients of an export that are not registered. */
  readonly leftOut: readonly string[];
  /** What an export has, in the plural; undefined for client records. */
  readonly title: string | undefined;
}

interface ExportOptions extends Completion {
  /** Whose export the file is; without it, its shape says so. */
  readonly from?: SourceName;
  /** The ids of the clients to read; without it, all. */
  readonly only?: readonly string[];
}

const nothing = { records: [], notes: [], leftOut: [], title: undefined };

/** @param file one record, an array of them, or an export */
export function readRecords(file: string, options: ExportOptions = {}): RecordsFile {
  const json = parseJsonText(file);
  if (typeof json === 'string') return { ...nothing, problems: [json] };
  const found = findExport(json.value, options.from);
  const read = found === undefined ? readOwn(json, options) : readExport(json, found, options);
  const unknown = (options.only ?? []).filter((id) => !read.ids.includes(id));
  const { records } = read;
  return {
    records,
    problems: [...unknown.map((id) => `1: there is no client ${id}`), ...read.problems, ...clashesWithin(records)],
    notes: read.notes,
    leftOut: read.leftOut,
    title: found?.source.title,
  };
}

type Read = Omit<RecordsFile, 'title'> & { readonly ids: readonly (string | undefined)[] };

function readOwn(json: JsonText, { only }: ExportOptions): Read {
  const values: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  const items = values.map((value, index) => ({ value, index, id: idOf(value) }));
  const read = items
    .filter(({ id }) => only === undefined || (id !== undefined && only.includes(id)))
    .map(({ value, index, id }) => {
      const node = Array.isArray(json.value) ? json.tree.children?.[index] : json.tree;
      return readFileRecord(value, { label: labelOf(index, id), node, json, pathOf: (path) => path });
    });
  return { ...nothing, ...partition(read), ids: items.map(({ id }) => id) };
}

function readExport(json: JsonText, found: NonNullable<ReturnType<typeof findExport>>, options: ExportOptions): Read {
  const { source, records, unread } = found;
  const values = records.map(({ value }) => value);
  const all = records.map(({ path, value }, index) => {
    const read = readForeignRecord(value, source, values, options);
    const id = read.client_id?.slice(0, 200);
    return { read, id, label: labelOf(index, id), node: findNodeAtLocation(json.tree, [...path]) };
  });
  const { only } = options;
  const wanted = all.filter(({ id }) => only === undefined || (id !== undefined && only.includes(id)));
  const outcomes = wanted.map(({ read, label, node }) => {
    const at = (path: JSONPath) => `${json.lineOf(offsetOf(node, path))}: ${label}`;
    if (read.problems.length > 0) {
      return { problems: read.problems.map(({ path, problem }) => `${at(path.map(toSegment))}: ${problem}`) };
    }
    if (read.record === undefined) return { problems: [] };
    const checked = readFileRecord(read.record, {
      label,
      node,
      json,
      pathOf: (path) => originOf(path, source.origins),
    });
    return 'problems' in checked ? { problems: checked.problems.map(withHint) } : checked;
  });
  return {
    ...partition(outcomes),
    notes: [
      ...(unread.length > 0 ? [`the export also has ${unread.join(', ')}, which clients import does not read`] : []),
      ...wanted.flatMap(({ read, label }) =>
        read.leftOut === undefined
          ? read.notes.map((note) => `${label}: ${note}`)
          : [`${label}: left out: ${read.leftOut}`],
      ),
    ],
    leftOut: wanted.flatMap(({ read, label }) => (read.leftOut === undefined ? [] : [read.client_id ?? label])),
    ids: all.map(({ id }) => id),
  };
}

function partition(read: readonly (FileRecord | { readonly problems: readonly string[] })[]) {
  return {
    records: read.flatMap((each) => ('problems' in each ? [] : [each])),
    problems: read.flatMap((each) => ('problems' in each ? each.problems : [])),
  };
}

function withHint(problem: string): string {
  return problem.includes(': resource is missing') ? `${problem}. For an export, name it with --resource` : problem;
}

function originOf([member, ...rest]: JSONPath, origins: Readonly<Record<string, readonly string[]>>): JSONPath {
  const name = String(member);
  return Object.hasOwn(origins, name) ? [...(origins[name] ?? [])] : [name, ...rest];
}

function idOf(value: unknown): string | undefined {
  const isNamed = typeof value === 'object' && value !== null && 'client_id' in value;
  return isNamed && typeof value.client_id === 'string' ? value.client_id.slice(0, 200) : undefined;
}

function labelOf(index: number, id: string | undefined): string {
  return `record ${index + 1}${id === undefined ? '' : ` (${id})`}`;
}
