// The command line: its commands, its help, and its exit codes.
import { Command, CommanderError } from 'commander';
import { isCheckout } from '../local/environment.ts';
import { commandGroups } from './command-groups.ts';
import { asTyped } from './terminal/as-typed.ts';
import { exitCodeOf, exitCodes, messageOf } from './terminal/exit-codes.ts';
import { npmOptionsHint, refuseNpmOptions } from './terminal/npm-options.ts';
import { print, printable, remark } from './terminal/output.ts';
import { versionText } from './terminal/version.ts';

const inCheckout = `The settings are those of npm start: the environment, then local.settings.json. Without GRANTS_STORAGE, commands use the
Azurite of this folder.

In PowerShell put the -- in quotes: npm run tessera '--' clients list.`;

const elsewhere = `The settings are those of the deployment: the environment, then local.settings.json in this folder. GRANTS_STORAGE, or
GRANTS_STORAGE__accountName with your own sign-in (az login), names the store; KEY_VAULT, KEYS_FILE or
KEYS the key ring.`;

/** @throws CommanderError, which ends with 0 */
function showVersion(): never {
  print(versionText());
  throw new CommanderError(0, 'commander.version', '');
}

/** Runs the command that the arguments name, on the streams of this process, and sets its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const program = new Command(asTyped(''))
    .description('Manages clients, users, keys and grants, and finds problems in a deployment.')
    // Before any subcommand is made: they inherit these.
    .exitOverride()
    .option('--version', 'show the version and the commit')
    .on('option:version', showVersion)
    .showHelpAfterError('(use --help to see the usage)')
    .configureOutput({ writeErr: (text) => process.stderr.write(printable(text)) })
    .addHelpText(
      'after',
      `
${isCheckout ? inCheckout : elsewhere}

Exit codes: 0 done; 1 refused, or a problem was found; 2 wrong usage; 3 the store cannot be reached.`,
    );
  for (const addGroup of commandGroups) addGroup(program);
  program.hook('preAction', (_, command) => refuseNpmOptions(command, process.env));

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      process.exitCode = thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      const hint = thrown.exitCode === 0 ? undefined : npmOptionsHint(program, process.env);
      if (hint !== undefined) remark(hint);
    } else {
      process.stderr.write(`${printable(messageOf(thrown))}\n`);
      process.exitCode = exitCodeOf(thrown);
    }
  }
}
