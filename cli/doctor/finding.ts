/** One line of the output of doctor. */
export interface Finding {
  /** What was checked. */
  readonly check: 'settings' | 'store' | 'clock' | 'clients' | 'providers' | 'keys' | 'issuer';
  readonly is: 'ok' | 'hint' | 'wrong';
  readonly what: string;
  /** How to fix it, for `wrong` and `hint`. */
  readonly todo?: string;
}
