// Which parameters an endpoint defines. Others are ignored, repeated or not (RFC 6749 §3.1 and §3.2).

export interface DefinedParameters {
  readonly names: ReadonlySet<string>;
  /** Those that a request may have more than once: they are lists. */
  readonly repeatable: ReadonlySet<string>;
}

export function defineParameters(names: Iterable<string>, repeatable: Iterable<string> = []): DefinedParameters {
  return { names: new Set(names), repeatable: new Set(repeatable) };
}
