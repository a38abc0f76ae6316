import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import { type Completion, complete } from './complete.ts';
import { type ExportProblem, isObject, openMembers } from './export-members.ts';
import type { ForeignSource } from './foreign-source.ts';

interface ForeignRecord {
  readonly client_id: string | undefined;
  /** As a client record, not yet checked; undefined if it is left out or has problems. */
  readonly record: Partial<ClientRecord> | undefined;
  readonly leftOut: string | undefined;
  readonly problems: readonly ExportProblem[];
  readonly notes: readonly string[];
}

/** @param all records of the export, which may name each other */
export function readForeignRecord(
  value: unknown,
  source: ForeignSource,
  all: readonly unknown[],
  completion: Completion,
): ForeignRecord {
  const bad = { client_id: undefined, record: undefined, leftOut: undefined, notes: [] };
  if (!isObject(value)) return { ...bad, problems: [{ path: [], problem: 'the value must be object' }] };
  const members = openMembers(value);
  const { client_id, record, leftOut } = source.read(members, all.filter(isObject));
  const problems = members.problems();
  return {
    client_id,
    record: record === undefined || problems.length > 0 ? undefined : complete(record, completion),
    leftOut: problems.length > 0 ? undefined : leftOut,
    problems,
    notes: members.notes(),
  };
}
