import { echo } from '../log/echo.ts';

/** What is wrong with a proof, and what would be right: sentences for the developer of the client. */
export class ProofProblem extends Error {
  override readonly name = 'ProofProblem';
}

/** A value from a proof, for such a sentence. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? echo(value) || 'empty' : 'missing';
}
