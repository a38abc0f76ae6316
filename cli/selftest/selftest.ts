import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { isLoopback } from '../../shared/base/loopback.ts';
import { NoStoreError } from '../deployment/operator-settings.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark, table } from '../terminal/output.ts';
import type { Case, Group } from './case.ts';
import { cases, groupNames } from './cases.ts';
import { type GivenClientOptions, givenClient, secretVariable } from './given-client.ts';
import { interruptible } from './interruption.ts';
import { junitXml } from './junit.ts';
import { registerOwn } from './own-clients.ts';
import { type Report, reportJson, reportText } from './report.ts';
import { requireService, runAgainst } from './run-against.ts';
import { maxRequests, openSender } from './send.ts';

interface Options extends JsonOption, GivenClientOptions {
  readonly only?: readonly Group[];
  readonly list?: boolean;
  readonly junit?: string;
  readonly scope?: string;
}

export function addSelftest(program: Command): void {
  addCommand(program, {
    usage: 'selftest [issuer]',
    does: 'Plays the cases of the specification against a running service.',
    examples: [
      'selftest https://tokens.example',
      'selftest http://localhost:7071 --only metadata keys',
      { environment: `${secretVariable}=…`, command: 'selftest https://tokens.example --client-id nightly-report' },
      'selftest https://tokens.example --junit selftest.xml',
      'selftest --list',
    ],
    notes: `Without --client-id it registers clients and a user in the store of the settings, named selftest-…, and removes them at the
end, also after a failure or Ctrl-C. With --client-id it plays what this client can do, and lists the rest as not tried.
It sends at most ${maxRequests} requests, one after another. Two of them have wrong credentials, for a client id that does not
exist: they count towards the limit of wrong secrets of this address, and against no client or user.

Exit codes: 0 every case that was tried passed; 1 one failed, or it was stopped; 2 wrong usage; 3 the service or the store cannot be reached.`,
  })
    .addOption(new Option('--only <groups...>', 'play these groups only').choices(groupNames))
    .option('--list', 'list the cases, and play none')
    .option('--client-id <id>', `a client with client_credentials; its secret is in ${secretVariable}`)
    .option('--client-secret-stdin', 'read its secret from stdin')
    .option('--scope <scope>', 'the scope to ask for, if the client has no default')
    .option('--junit <file>', 'write JUnit XML too')
    .action(selftest);
}

async function selftest(typed: string | undefined, options: Options): Promise<void> {
  const { only, json, list, junit } = options;
  const chosen = cases.filter(({ group }) => only?.includes(group) ?? true);
  if (list) return listCases(chosen, json);
  const issuer = checkIssuerUrl(typed);
  const report = await playAll(issuer, chosen, options);
  if (junit !== undefined) await write(junit, junitXml(report));
  if (json) printJson(reportJson(report));
  else print(reportText(report));
  if (report.isStopped || report.results.some(({ result }) => result === 'failed'))
    process.exitCode = exitCodes.refused;
}

function listCases(chosen: readonly Case[], json: boolean | undefined): void {
  if (json) printJson(chosen.map(({ group, name, clause, needs }) => ({ group, name, clause, needs })));
  else
    print(
      table(
        ['group', 'case', 'clause'],
        chosen.map(({ group, name, clause }) => [group, name, clause]),
      ),
    );
}

/** A store is opened only for cases that need clients. */
function playAll(issuer: string, chosen: readonly Case[], options: Options): Promise<Report> {
  return interruptible(async (isStopped) => {
    const client = await givenClient(options);
    const sender = openSender(issuer, isStopped);
    await requireService(sender);
    const run = { issuer, cases: chosen, scope: options.scope, isStopped, sender };
    if (client || chosen.every(({ needs }) => !needs.includes('client') && !needs.includes('own clients'))) {
      return runAgainst({ ...run, client, own: undefined });
    }
    return withStore(async ({ store }) => {
      const { remove, ...clients } = await registerOwn(store);
      const played = await runAgainst({ ...run, ...clients }).catch((cause: unknown) => ({ cause }));
      const left = await remove();
      for (const command of left) remark(`warning: not everything was removed. Run: ${command}`);
      if ('cause' in played) throw played.cause;
      return { ...played, left };
    }).catch((thrown: unknown) => {
      if (!(thrown instanceof NoStoreError)) throw thrown;
      throw new CommandError(`${thrown.message} Or give a client with --client-id, which needs no store.`);
    });
  });
}

/** As clients compare it. @throws CommandError */
function checkIssuerUrl(typed: string | undefined): string {
  const usage = (message: string) => new CommandError(message, { exitCode: exitCodes.usage });
  if (typed === undefined) throw usage('The issuer is missing, such as https://tokens.example.');
  if (!URL.canParse(typed)) throw usage(`${typed} is not a URL. Give the issuer, such as https://tokens.example.`);
  const { protocol, search, hash, username } = new URL(typed);
  if (search || hash || username) throw usage('An issuer has no query, fragment or user (RFC 8414 section 2).');
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(typed))) {
    throw usage(`${typed} is not https. Secrets are sent with http to this machine only.`);
  }
  return typed.replace(/\/$/, '');
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(process.env.INIT_CWD ?? '', file), text);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    throw new CommandError(`${file} cannot be written (${code}).`, { cause });
  }
}
