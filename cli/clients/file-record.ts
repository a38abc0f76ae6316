// Checks one record of a file as every record is checked, and says where in the file a problem is.
import type { JSONPath, Node } from 'jsonc-parser';
import * as clientSchema from '../../shared/clients/client.schema.json';
import type { Client } from '../../shared/clients/client.ts';
import { type ClientRecord, hashSecret } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { placedProblemsOf } from '../../shared/validation/check.ts';
import { clashesOf, sizeProblems } from '../deployment/check-record.ts';
import { weakness } from '../deployment/secret-strength.ts';
import { type JsonText, offsetOf, repeatedMembers } from './json-text.ts';

export interface FileRecord {
  readonly record: ClientRecord;
  readonly client: Client;
  /** Why the secret is weak, if it is. */
  readonly weakness: string | undefined;
  /** The line of a member, for conflicts with other clients. */
  place(member: string): string;
}

/** Where a record is in the file. */
interface Origin {
  readonly label: string;
  readonly node: Node | undefined;
  readonly json: JsonText;
  /** The path in the file of a member of the record. */
  pathOf(member: JSONPath): JSONPath;
}

export function readFileRecord(
  value: unknown,
  { label, node, json, pathOf }: Origin,
): FileRecord | { readonly problems: readonly string[] } {
  const place = (path: JSONPath) => `${json.lineOf(offsetOf(node, path.length > 0 ? pathOf(path) : path))}: ${label}`;
  const placed = (path: JSONPath, problem: string) => `${place(path)}: ${problem}`;

  const problems = [
    ...repeatedMembers(node).map(
      ({ offset, name: member }) => `${json.lineOf(offset)}: ${label}: duplicate member ${member}`,
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

/** Conflicts between the records of the file, one line each. */
export function clashesWithin(all: readonly FileRecord[]): readonly string[] {
  const clients = all.map(({ client }) => client);
  const ids = new Set<string>();
  return all.flatMap(({ client, place }) => {
    const twice = ids.has(client.id) ? [`${place('client_id')}: duplicate client_id`] : [];
    ids.add(client.id);
    return [...twice, ...clashesOf(client, clients).map((problem) => `${place(firstWord(problem))}: ${problem}`)];
  });
}

export function toSegment(name: string): string | number {
  return /^\d+$/.test(name) ? Number(name) : name;
}

function firstWord(problem: string): string {
  return problem.split(/[ .]/)[0] ?? '';
}
