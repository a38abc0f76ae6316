export interface Problem {
  /** A sentence without its full stop, which says how to write it. */
  readonly problem: string;
}
