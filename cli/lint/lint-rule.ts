// What a rule is.
import type { Client } from '../../shared/clients/client.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';

/** What a rule looks at. */
export interface LintSubject {
  readonly client: Client;
  /** As it is written down, secrets hashed: what is absent has its default in `client`. */
  readonly record: ClientRecord;
  /** Every client there is, this one too. */
  readonly all: readonly Client[];
  /** Seconds since the epoch. */
  readonly now: number;
}

export interface LintRule {
  readonly member: keyof ClientRecord;
  /** `error`: something will fail. `warning`: it is unsafe, or of no use. */
  readonly level: 'error' | 'warning';
  /** What will happen: one text for each thing that breaks the rule. */
  finds(subject: LintSubject): readonly string[];
  readonly todo: string;
}
