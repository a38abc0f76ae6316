// Commands that remove something, or end many grants: --dry-run says what would be done, and on a terminal they ask first.
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { CommandError } from './exit-codes.ts';
import { print, printable, printJson } from './output.ts';

export interface CareOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface Consequence {
  /** What the command does, as a sentence. */
  readonly text: string;
  /** The same for --json. */
  readonly json: object;
}

export function addCare(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--yes', 'do not ask, on a terminal');
}

/**
 * With --dry-run prints the consequence. On a terminal asks; a script is not asked.
 * @param consequence found only if it is shown
 * @returns whether to go on
 * @throws CommandError if the operator declines
 */
export async function mayGoOn(
  { dryRun = false, yes = false, json = false }: CareOptions,
  consequence: () => Promise<Consequence> | Consequence,
): Promise<boolean> {
  if (dryRun) {
    const { text, json: result } = await consequence();
    if (json) printJson({ dry_run: true, ...result });
    else print(`${text}\nNothing was changed.`);
    return false;
  }
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  const { text } = await consequence();
  if (await agrees(text)) return true;
  throw new CommandError('Nothing was changed.');
}

async function agrees(text: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${printable(text)}\nGo on? (y/N) `)).trim());
  } catch (thrown) {
    // Ctrl-C and Ctrl-D are an answer as well.
    if (thrown instanceof Error && thrown.name === 'AbortError') return false;
    throw thrown;
  } finally {
    terminal.close();
  }
}
