/** Defined parameters that were sent with a value, each once; only `resource` is a list. A schema narrows the type. */
export interface Parameters {
  readonly [name: string]: string | readonly string[] | undefined;
}
