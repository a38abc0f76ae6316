// Options that npm has taken for its own. PowerShell and npm before 7 drop the -- of `npm run tessera -- …`: npm then sets
// npm_config_overlap for `--overlap=0`, and the command would run without the option.
import type { Command } from 'commander';
import { isCheckout } from '../../local/environment.ts';
import { asTyped } from './as-typed.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { remark } from './output.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Many .npmrc files set these for npm itself, so they do not show what was typed. */
const ownOfNpm: readonly string[] = ['json', 'scope', 'email', 'yes'];

/** Options that npm reads as short forms of its own settings, with the names that it then sets. */
const shortForms: Readonly<Record<string, readonly string[]>> = {
  alg: ['all', 'global', 'long'],
  replace: ['replace_registry_host'],
};

/** Call it when the options are read, before the command runs. @throws CommandError when npm has taken one of its options */
export function refuseNpmOptions(command: Command, variables: Variables): void {
  const isGiven = (name: string) =>
    command.options.some(
      (option) => option.long === `--${name}` && command.getOptionValueSource(option.attributeName()) === 'cli',
    );
  const taken = optionsTakenByNpm(command, variables).filter((name) => !isGiven(name));
  const meant = taken.filter((name) => !ownOfNpm.includes(name));
  if (meant.length > 0) {
    throw new CommandError(`Nothing was done. ${howToWrite(meant, command)}`, { exitCode: exitCodes.usage });
  }
  for (const name of taken) {
    remark(
      `warning: npm has a setting ${name}, and the command continues without --${name}. If you typed --${name}, npm has taken it${isCheckout ? `: put the -- in quotes: npm run tessera '--' ${nameOf(command)} …` : `. Run it without npm: ${asTyped(nameOf(command))} …`}`,
    );
  }
}

/** A hint for wrong usage; undefined if npm has taken no option. */
export function npmOptionsHint(program: Command, variables: Variables): string | undefined {
  const taken = new Set(allCommands(program).flatMap((command) => optionsTakenByNpm(command, variables)));
  const meant = [...taken].filter((name) => !ownOfNpm.includes(name));
  return meant.length > 0 ? howToWrite(meant, undefined) : undefined;
}

function optionsTakenByNpm({ options }: Command, variables: Variables): readonly string[] {
  const isSet = (name: string) => {
    const value = variables[`npm_config_${name}`];
    return ownOfNpm.includes(name) ? value !== undefined && value !== '' && value !== 'false' : value !== undefined;
  };
  return options
    .map(({ long }) => (long ?? '').replace(/^--/, ''))
    .filter(
      (name) =>
        isSet(name.replaceAll('-', '_')) ||
        (shortForms[name] ?? []).map((form) => variables[`npm_config_${form}`]).join() === formsOf(name),
    );
}

/** The values that a flag sets; undefined for a name without short forms. */
function formsOf(name: string): string | undefined {
  return shortForms[name]?.map(() => 'true').join();
}

function howToWrite(names: readonly string[], command: Command | undefined): string {
  const line = command ? `${nameOf(command)} …` : '…';
  return [
    `npm has taken ${names.map((name) => `--${name}`).join(', ')} for itself, because the -- before the command is missing (PowerShell drops it). Put it in quotes, or run the command without npm:`,
    ...(isCheckout ? [`  npm run tessera '--' ${line}`, `  node out/tessera.js ${line}`] : [`  ${asTyped(line)}`]),
    `If an .npmrc sets ${names.length === 1 ? 'that name' : 'those names'}, remove ${names.length === 1 ? 'it' : 'them'} there.`,
  ].join('\n');
}

/** As typed: `clients add`. */
function nameOf(command: Command): string {
  return command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
