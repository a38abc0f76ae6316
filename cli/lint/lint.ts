import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { validClients } from '../deployment/check-record.ts';
import type { KnownClient } from '../deployment/known-clients.ts';
import type { KnownProvider } from '../deployment/known-providers.ts';
import { operatorVariables } from '../deployment/operator-settings.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { counted, print, printable, printJson } from '../terminal/output.ts';
import type { LintFinding } from './lint-finding.ts';
import { lintProviders, type ProviderFinding } from './lint-providers.ts';
import type { LintSubject } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';
import { readRecords } from './read-records.ts';

interface Options extends JsonOption {
  readonly strict?: boolean;
}

export function addLint(program: Command): void {
  addCommand(program, {
    usage: 'lint',
    does: 'Checks the client and provider records for settings that will fail or are unsafe.',
    examples: ['lint', 'lint --strict', 'lint --json'],
    notes: 'An error will fail, and makes the exit code 1. A warning is unsafe or useless.',
  })
    .option('--strict', 'exit with 1 for warnings too')
    .action(lint);
}

async function lint({ json, strict }: Options): Promise<void> {
  const variables = await operatorVariables();
  const { clients, providers, unread } = await readRecords(variables);
  const { ISSUER = '' } = variables;
  // A wrong setting is for doctor: rules about the issuer are left out, as on a laptop.
  const issuer = URL.canParse(ISSUER) ? ISSUER : 'http://localhost';
  const findings = [
    ...unread,
    ...lintClients(clients, { issuer, now: seconds(systemClock) }),
    ...lintProviders(providers),
  ];
  const isBad = findings.some(({ level }) => level === 'error' || strict === true);
  if (isBad) process.exitCode = exitCodes.refused;
  if (json) return printJson(findings);
  print(findings.length === 0 ? `No problems in ${countOf(clients, providers)}.` : findings.map(line).join('\n'));
}

export function lintClients(
  known: readonly KnownClient[],
  { issuer, now }: Pick<LintSubject, 'issuer' | 'now'>,
): readonly LintFinding[] {
  const all = validClients(known);
  const idsOfFile = new Set(known.filter(({ origin }) => origin === 'CLIENTS_FILE').map(({ id }) => id));
  return known.flatMap((each) => {
    if ('problems' in each) return each.problems.map((problem) => invalid(each, problem));
    const subject = { client: each.client, record: each.record, all, issuer, now };
    const broken = lintRules.flatMap(({ level, member, todo, finds }) =>
      finds(subject).map((what): LintFinding => ({ level, client_id: each.id, member, what, todo })),
    );
    return [...shadowed(each, idsOfFile), ...guessable(each), ...broken];
  });
}

function invalid({ id }: KnownClient, problem: string): LintFinding {
  return {
    level: 'error',
    client_id: id,
    what: `the record is invalid, and requests of the client fail: ${problem}`,
    todo: 'fix it with clients update, replace it with clients import --replace, or remove it',
  };
}

function guessable({ id, weakness }: Extract<KnownClient, { client: unknown }>): readonly LintFinding[] {
  if (weakness === undefined) return [];
  const todo = 'use a random secret: clients rotate-secret, or openssl rand -base64 32';
  return [{ level: 'warning', client_id: id, member: 'client_secret', what: `the secret ${weakness}`, todo }];
}

/** A client of the file takes precedence. */
function shadowed({ id, origin }: KnownClient, idsOfFile: ReadonlySet<string>): readonly LintFinding[] {
  if (origin !== 'store' || !idsOfFile.has(id)) return [];
  return [
    {
      level: 'warning',
      client_id: id,
      member: 'client_id',
      what: 'the record in the store is not used, because CLIENTS_FILE has this client too',
      todo: 'remove one of them',
    },
  ];
}

function line(finding: LintFinding | ProviderFinding): string {
  const { level, member, what, todo } = finding;
  const whose = 'provider' in finding ? finding.provider : finding.client_id;
  const about = member === undefined ? whose : `${whose}: ${member}`;
  return `${level.padEnd(7)}  ${printable(`${about}: ${what}: ${todo}`).replaceAll('\n', ' ')}`;
}

function countOf(clients: readonly KnownClient[], providers: readonly KnownProvider[]): string {
  const shown = counted(clients.length, 'client');
  return providers.length === 0 ? shown : `${shown} and ${counted(providers.length, 'provider')}`;
}
