/** The defined parameters of a request that have a value. Repeatable ones, such as `resource`, are lists. A schema narrows the type. */
export interface Parameters {
  readonly [name: string]: string | readonly string[] | undefined;
}
