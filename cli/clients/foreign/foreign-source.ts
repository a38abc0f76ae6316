import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers, Members } from './export-members.ts';

/** A record of another server, in the names of client records. */
export interface ForeignClient {
  readonly client_id: string | undefined;
  /** Undefined with a reason in `leftOut`: it is not a client, or one that cannot work here. */
  readonly record: Partial<ClientRecord> | undefined;
  readonly leftOut?: string;
}

export interface ForeignSource {
  /** What it has, in the plural. */
  readonly title: string;
  /** Lists that an export may have around its records. */
  readonly lists: readonly string[];
  /** Whether a record is of this source. */
  recognises(record: Members): boolean;
  /** Members of client records, and where the export has them, for the line of a problem. */
  readonly origins: Readonly<Record<string, readonly string[]>>;
  /** Reports what is wrong or skipped to the members. @param all records of the export */
  read(members: ExportMembers, all: readonly Members[]): ForeignClient;
}
