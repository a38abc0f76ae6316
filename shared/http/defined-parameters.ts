/** The parameters that an endpoint defines. It ignores all others, even repeated ones (RFC 6749 §3.1 and §3.2). */
export interface DefinedParameters {
  readonly names: ReadonlySet<string>;
  /** Parameters that may be repeated, and are read as lists. */
  readonly repeatable: ReadonlySet<string>;
}

export function defineParameters(names: Iterable<string>, repeatable: Iterable<string> = []): DefinedParameters {
  return { names: new Set(names), repeatable: new Set(repeatable) };
}
