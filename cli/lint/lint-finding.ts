export interface LintFinding {
  readonly level: 'error' | 'warning';
  readonly client_id: string;
  /** Of the record; undefined when the record as a whole is wrong. */
  readonly member?: string;
  /** What will happen. */
  readonly what: string;
  readonly todo: string;
}
