// What cannot be judged where the command runs, since it lacks something that the service has.

export interface Limits {
  /** Why a request could not be judged further, if so. */
  reason(): string | undefined;
  /** For what is missing: breaks the request off. */
  stop(reason: string): never;
}

/** Breaks a request off; never told to a caller. */
class NotJudgedError extends Error {
  override readonly name = 'NotJudgedError';
}

export function openLimits(): Limits {
  let first: string | undefined;
  return {
    reason: () => first,
    stop(reason) {
      first ??= reason;
      throw new NotJudgedError(reason);
    },
  };
}
