import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { ConfigError } from '../../shared/base/config-error.ts';
import { validClients } from '../deployment/check-record.ts';
import { fileClients, type KnownClient, knownClients } from '../deployment/known-clients.ts';
import { operatorVariables, type Variables } from '../deployment/operator-settings.ts';
import { withStoreOf } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { print, printable, printJson } from '../terminal/output.ts';
import type { LintSubject } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';

interface LintFinding {
  readonly level: 'error' | 'warning';
  readonly client_id: string;
  /** Of the record; undefined when the record as a whole is wrong. */
  readonly member?: string;
  /** What will happen. */
  readonly what: string;
  readonly todo: string;
}

interface Options extends JsonOption {
  readonly strict?: boolean;
}

export function addLint(program: Command): void {
  addCommand(program, {
    usage: 'lint',
    does: 'Checks the client records for settings that will fail or are unsafe.',
    examples: ['lint', 'lint --strict', 'lint --json'],
    notes: 'An error will fail, and makes the exit code 1. A warning is unsafe or useless.',
  })
    .option('--strict', 'exit with 1 for warnings too')
    .action(lint);
}

async function lint({ json, strict }: Options): Promise<void> {
  const variables = await operatorVariables();
  const { clients, unread } = await readClients(variables);
  const { ISSUER = '' } = variables;
  // A wrong setting is for doctor: rules about the issuer are left out, as on a laptop.
  const issuer = URL.canParse(ISSUER) ? ISSUER : 'http://localhost';
  const findings = [...unread, ...lintClients(clients, { issuer, now: seconds(systemClock) })];
  const isBad = findings.some(({ level }) => level === 'error' || strict === true);
  if (isBad) process.exitCode = exitCodes.refused;
  if (json) return printJson(findings);
  print(findings.length === 0 ? `No problems in ${countOf(clients.length)}.` : findings.map(line).join('\n'));
}

export function lintClients(
  known: readonly KnownClient[],
  { issuer, now }: Pick<LintSubject, 'issuer' | 'now'>,
): readonly LintFinding[] {
  const all = validClients(known);
  return known.flatMap((each) => {
    if ('problems' in each) return each.problems.map((problem) => invalid(each, problem));
    const subject = { client: each.client, record: each.record, all, issuer, now };
    const broken = lintRules.flatMap(({ level, member, todo, finds }) =>
      finds(subject).map((what): LintFinding => ({ level, client_id: each.id, member, what, todo })),
    );
    return [...shadowed(each, known), ...guessable(each), ...broken];
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
function shadowed({ id, origin }: KnownClient, known: readonly KnownClient[]): readonly LintFinding[] {
  if (origin !== 'store' || !known.some((other) => other.id === id && other.origin === 'CLIENTS_FILE')) return [];
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

interface ReadClients {
  readonly clients: readonly KnownClient[];
  /** Problems of CLIENTS_FILE, which is then ignored. */
  readonly unread: readonly LintFinding[];
}

/** @throws StoreUnavailableError, ConfigError, CommandError */
async function readClients(variables: Variables): Promise<ReadClients> {
  const { CLIENTS_FILE: clientsFile } = variables;
  const file = await readFileClients(clientsFile);
  if (variables.STORE === 'memory') return file;
  const stored = await withStoreOf(variables, ({ store, settings }) =>
    knownClients({ store, settings: { ...settings, clientsFile: undefined } }),
  );
  return { ...file, clients: [...file.clients, ...stored].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function readFileClients(clientsFile: string | undefined): Promise<ReadClients> {
  try {
    return { clients: await fileClients({ clientsFile }), unread: [] };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const todo = 'fix the file: the service does not start with it';
    const unread = thrown.problems.map(
      (what): LintFinding => ({
        level: 'error',
        client_id: 'CLIENTS_FILE',
        what: what.replace(/^CLIENTS_FILE: /, ''),
        todo,
      }),
    );
    return { clients: [], unread };
  }
}

function line({ level, client_id, member, what, todo }: LintFinding): string {
  const about = member === undefined ? client_id : `${client_id}: ${member}`;
  return `${level.padEnd(7)}  ${printable(`${about}: ${what}: ${todo}`).replaceAll('\n', ' ')}`;
}

function countOf(count: number): string {
  return count === 1 ? '1 client' : `${count} clients`;
}
