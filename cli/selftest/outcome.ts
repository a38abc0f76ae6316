// How a case ends that does not pass.

/** The service did not do what the case demands. */
export class Failed extends Error {
  override readonly name = 'Failed';
  readonly expected: string;
  readonly got: string;

  constructor(what: string, expected: string, got: string) {
    super(what);
    this.expected = expected;
    this.got = got;
  }
}

/** The case cannot be tried, since something it needs is not there; another case fails for it, or it is not a failure. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}
