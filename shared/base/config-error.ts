/** Fails start-up, because settings or the files that they name are wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Every problem, one entry each; never with a secret. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    // One line, because the Functions host splits lines into log records, and only the first one would have the level "error".
    super(`Tessera cannot start, its settings are wrong: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** Waits for both. @throws ConfigError with the problems of both together; any other error of either */
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
