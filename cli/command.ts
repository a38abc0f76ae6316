// What every command has: a description, --json, and examples in its help.
import { type Command, InvalidArgumentError } from 'commander';

interface Description {
  /** Its name and arguments, as commander writes them. */
  readonly usage: string;
  readonly does: string;
  /** Without `npm run tessera --`. */
  readonly examples: readonly string[];
  /** What is worth knowing, under the options. */
  readonly notes?: string;
}

export interface JsonOption {
  readonly json?: boolean;
}

export function addCommand(group: Command, { usage, does, examples, notes }: Description): Command {
  const shown = examples.map((example) => `  npm run tessera -- ${example}`);
  return group
    .command(usage)
    .description(does)
    .option('--json', 'JSON on the standard output, for scripts (with npm run --silent)')
    .addHelpText('after', ['', ...(notes ? [notes, ''] : []), 'Examples:', ...shown].join('\n'));
}

/** For an option. @throws InvalidArgumentError */
export function wholeSeconds(value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(value);
}
