// Options that npm has taken for its own. PowerShell and npm before 7 drop the -- of `npm run tessera -- …`: npm then hands
// on `--overlap=0` as the variable npm_config_overlap, and a command would go on without it.
import type { Command } from 'commander';
import { CommandError, exitCodes } from './exit-codes.ts';
import { remark } from './output.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Set in many an .npmrc, for npm itself: seen there, they say nothing of what was typed. */
const ownOfNpm: readonly string[] = ['json', 'scope', 'email'];

/** What npm makes of options that it takes for short forms of its own; all of the names are set. */
const shortForms: Readonly<Record<string, readonly string[]>> = {
  alg: ['all', 'global', 'long'],
  replace: ['replace_registry_host'],
};

/**
 * @param command that is about to run, its options read
 * @throws CommandError when npm has taken an option that the command has, and that the command line does not
 */
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
      `warning: npm has a setting ${name}, and the command continues without --${name}. If you typed --${name}, npm has taken it: put the -- in quotes: npm run tessera '--' ${nameOf(command)} …`,
    );
  }
}

/** What to add to the message about a wrong command line; undefined when npm has taken nothing. */
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

/** As a flag sets them; undefined for a name that npm takes as it is. */
function formsOf(name: string): string | undefined {
  return shortForms[name]?.map(() => 'true').join();
}

function howToWrite(names: readonly string[], command: Command | undefined): string {
  const line = command ? `${nameOf(command)} …` : '…';
  return [
    `npm has taken ${names.map((name) => `--${name}`).join(', ')} for itself, because the -- before the command is missing (PowerShell drops it). Put it in quotes, or run the command without npm:`,
    `  npm run tessera '--' ${line}`,
    `  node out/tessera.js ${line}`,
    `If an .npmrc sets ${names.length === 1 ? 'that name' : 'those names'}, remove ${names.length === 1 ? 'it' : 'them'} there.`,
  ].join('\n');
}

/** As it is typed: `clients add`. */
function nameOf(command: Command): string {
  return command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
