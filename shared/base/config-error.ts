/** Stops the start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Everything that is wrong, one entry each. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    // One line: the Functions host makes a log record of each, and only the first would stand under "error".
    super(`Tessera cannot start, its settings are wrong: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/**
 * Waits for both, so that what is wrong with either is told at once.
 * @throws ConfigError with the problems of both; what else either throws
 */
export async function bothOrProblems<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const reasons: unknown[] = [a, b].flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  const problems = reasons.flatMap((reason) => {
    if (!(reason instanceof ConfigError)) throw reason;
    return reason.problems;
  });
  throw new ConfigError(problems);
}
