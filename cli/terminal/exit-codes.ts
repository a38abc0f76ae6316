// Exit codes for scripts, and messages for people.

import { StartError } from '../../local/start-error.ts';
import { ConfigError } from '../../shared/base/config-error.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { asTyped } from './as-typed.ts';

export const exitCodes = {
  done: 0,
  /** Nothing was done, or a problem was found: not found, already registered, an invalid record, findings of doctor. */
  refused: 1,
  usage: 2,
  storeUnreachable: 3,
} as const;

/** A problem that the operator can fix. The message says how; no stack is printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, { exitCode = exitCodes.refused, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** @param problems one line each */
export function refusal(what: string, problems: readonly string[]): CommandError {
  return new CommandError([what, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
}

export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommandError) return thrown.exitCode;
  return thrown instanceof StoreUnavailableError ? exitCodes.storeUnreachable : exitCodes.refused;
}

export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof CommandError || thrown instanceof StartError) return thrown.message;
  if (thrown instanceof ConfigError) {
    return ['The settings are wrong:', ...thrown.problems.map((problem) => `  - ${problem}`)].join('\n');
  }
  if (thrown instanceof StoreUnavailableError) return storeUnreachable(thrown.message, '');
  return thrown.stack ?? thrown.message;
}

/** @param outcome of a change; empty if nothing was to be changed */
export function storeUnreachable(why: string, outcome: string): string {
  return `The store cannot be reached: ${why}.${outcome && ` ${outcome}`} To find out why: ${asTyped('doctor')}`;
}
