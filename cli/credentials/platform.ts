// What the command line knows about a platform that gives tokens to workloads.
import type { Problem } from './problem.ts';

/** What the tokens of a workload say. */
export interface WorkloadIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Undefined if a workload asks for tokens for any audience. */
  readonly audiences?: readonly string[];
}

interface NamedIdentity extends WorkloadIdentity {
  /** Tells it apart from other workloads of the platform, in any characters. */
  readonly name: string;
}

export interface Platform {
  /** In the name of the option: `--federated-github`. */
  readonly name: string;
  readonly form: string;
  readonly help: string;
  /** One line each. */
  readonly notes: readonly string[];
  /** @param text the value of the option */
  identitiesOf(text: string): readonly NamedIdentity[] | Problem;
  /** Who has such tokens, for people; undefined if they are not of this platform. */
  describe(identity: WorkloadIdentity): string | undefined;
}

/** Platforms of other services match wildcards; this one compares. */
export function wildcardProblem(text: string): Problem | undefined {
  return /[*?]/.test(text)
    ? { problem: `${text} has a wildcard, and a subject is compared exactly. Name each one that may get in` }
    : undefined;
}

/** As in git-check-ref-format, as far as it matters here. */
export function isGitRef(name: string): boolean {
  return /^[^\s~^:?*[\\\p{Cc}]{1,255}$/u.test(name);
}
