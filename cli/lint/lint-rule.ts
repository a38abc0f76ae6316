// What a rule is.
import type { Client } from '../../shared/clients/client.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';

/** The client that a rule checks. */
export interface LintSubject {
  readonly client: Client;
  /** As stored, with hashed secrets; `client` has the defaults of absent members. */
  readonly record: ClientRecord;
  /** All clients, including this one. */
  readonly all: readonly Client[];
  /** Of this service. */
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

export interface LintRule {
  readonly member: keyof ClientRecord;
  /** `error`: something will fail. `warning`: it is unsafe or useless. */
  readonly level: 'error' | 'warning';
  /** What will happen: one text for each violation. */
  finds(subject: LintSubject): readonly string[];
  readonly todo: string;
}
