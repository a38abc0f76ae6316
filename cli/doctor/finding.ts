/** One line of what doctor says. */
export interface Finding {
  /** What was looked at. */
  readonly check: 'settings' | 'store' | 'clock' | 'clients' | 'keys' | 'issuer';
  readonly is: 'ok' | 'hint' | 'wrong';
  readonly what: string;
  /** For what is wrong, and for a hint. */
  readonly todo?: string;
}
