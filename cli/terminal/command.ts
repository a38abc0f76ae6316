// What every command has: a description, --json, and examples in its help.
import { type Command, InvalidArgumentError } from 'commander';
import { isCheckout } from '../../local/environment.ts';
import { asTyped } from './as-typed.ts';
import { narrowHelp } from './narrow-help.ts';

interface Description {
  /** Its name and arguments, as commander writes them. */
  readonly usage: string;
  readonly does: string;
  readonly examples: readonly Example[];
  /** Printed below the options. */
  readonly notes?: string;
}

/** Without what `asTyped` writes before it; `environment` comes first. */
type Example = string | { readonly environment: string; readonly command: string };

export interface JsonOption {
  readonly json?: boolean;
}

export function addCommand(group: Command, { usage, does, examples, notes }: Description): Command {
  return group
    .command(usage)
    .description(does)
    .configureHelp(narrowHelp)
    .option('--json', `print JSON to stdout, for scripts${isCheckout ? ' (use npm run --silent)' : ''}`)
    .addHelpText('after', ['', ...(notes ? [notes, ''] : []), 'Examples:', ...examples.map(shown)].join('\n'));
}

function shown(example: Example): string {
  const { environment, command } = typeof example === 'string' ? { environment: '', command: example } : example;
  return `  ${environment && `${environment} `}${asTyped(command, { isSilent: / > | --json/.test(command) })}`;
}

/** For an option. @throws InvalidArgumentError */
export function wholeSeconds(value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(value);
}
