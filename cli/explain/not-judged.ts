// What cannot be checked here because a key or the data of the service is missing.

export interface Limits {
  /** Why the request could not be checked further. */
  reason(): string | undefined;
  /** Aborts the request because something is missing. */
  stop(reason: string): never;
}

/** Aborts a request; never reaches a caller. */
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
