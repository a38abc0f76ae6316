import type { Command } from 'commander';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { addProvider, changeProvider, type StoredProvider } from '../../shared/providers/provider-store.ts';
import { readProvider } from '../../shared/providers/read-provider.ts';
import { knownProviders, storedProviders } from '../deployment/known-providers.ts';
import { operatorKeys } from '../deployment/operator-keys.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { readText } from '../terminal/read-text.ts';
import { changeNotice } from './change-notice.ts';
import { warnOfFormerUsers } from './users-of.ts';

interface Options extends JsonOption {
  readonly replace?: boolean;
  readonly dryRun?: boolean;
}

interface Plan {
  readonly record: ProviderRecord;
  /** Of the record that it replaces. */
  readonly revision: string | undefined;
}

export function addImport(group: Command): void {
  addCommand(group, {
    usage: 'import <file>',
    does: 'Registers the providers of a JSON file: one record, or an array of them. Use - for stdin.',
    examples: ['providers import providers.json --dry-run', 'providers import providers.json --replace'],
    notes:
      'Everything is checked before anything is written; the providers are not asked. A client_secret of the file is\nencrypted with the key ring. With --replace a record without one keeps the secret that is stored. Messages never\nrepeat a secret.',
  })
    .option('--replace', 'replace the whole record of each provider that is already registered')
    .option('--dry-run', 'check and show what would be registered, and write nothing')
    .action(importProviders);
}

async function importProviders(file: string, { json, replace = false, dryRun = false }: Options): Promise<void> {
  const name = file === '-' ? 'stdin' : file;
  const value = parsed(name, await readText(file));
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  await withStore(async (opened) => {
    const keys = operatorKeys();
    const plans = await plansFor(values, name, { opened, keys, replace });
    if (!dryRun) for (const plan of plans) await write(plan, opened, keys);
    const registered = plans.filter(({ revision }) => revision === undefined).map(({ record }) => record.id);
    const replaced = plans.filter(({ revision }) => revision !== undefined).map(({ record }) => record.id);
    for (const id of registered) await warnOfFormerUsers(id, opened.store);
    if (json) return printJson({ registered, replaced, ...(dryRun && { dry_run: true }) });
    const lines = [
      ...(registered.length > 0 ? [`${dryRun ? 'Would be registered' : 'Registered'}: ${registered.join(', ')}`] : []),
      ...(replaced.length > 0 ? [`${dryRun ? 'Would be replaced' : 'Replaced'}: ${replaced.join(', ')}`] : []),
      ...(plans.length === 0 ? ['The file contains no providers.'] : [dryRun ? 'Nothing was written.' : changeNotice]),
    ];
    print(lines.join('\n'));
  }, 'Run the command again, with --replace.');
}

/** @throws CommandError that repeats nothing of the file, which may have secrets */
function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`Nothing was imported: ${name} is not valid JSON.`);
  }
}

interface PlanParts {
  readonly opened: OperatorStore;
  readonly keys: ReturnType<typeof operatorKeys>;
  readonly replace: boolean;
}

/** @throws CommandError that lists every problem */
async function plansFor(values: readonly unknown[], name: string, { opened, keys, replace }: PlanParts) {
  const needsSecret = replace && values.some((value) => !hasMember(value, 'client_secret'));
  const ofFile = (await knownProviders(opened)).filter(({ origin }) => origin === 'PROVIDERS_FILE');
  const stored = await storedProviders(opened, needsSecret ? keys : undefined);
  const ids = values.map(idOf);
  const plans = values.map((value, index): Plan | { readonly problems: readonly string[] } => {
    const id = ids[index];
    const same = stored.find((each) => each.id === id);
    const whole = replace && same ? withStoredSecret(value, same) : value;
    const provider = readProvider(whole);
    if ('problems' in provider) return provider;
    if (ids.indexOf(id) !== index) return { problems: ['duplicate id'] };
    if (ofFile.some((each) => each.id === id))
      return { problems: ['id is already in PROVIDERS_FILE, which takes precedence'] };
    if (same && !replace) return { problems: ['id is already registered; use --replace to replace the whole record'] };
    // The schema has just passed it.
    return { record: whole as ProviderRecord, revision: same?.revision };
  });
  const problems = plans.flatMap((plan, index) => {
    const label = `${name}: record ${index + 1}${ids[index] === undefined ? '' : ` (${ids[index]})`}`;
    return 'problems' in plan ? plan.problems.map((problem) => `${label}: ${problem}`) : [];
  });
  if (problems.length > 0) throw new CommandError(['Nothing was imported:', ...problems].join('\n'));
  return plans.flatMap((plan) => ('problems' in plan ? [] : [plan]));
}

/** A record of export has no secret: the stored one stays, if the way of authentication needs it. */
function withStoredSecret(value: unknown, { record }: StoredProvider): unknown {
  if (typeof value !== 'object' || value === null || hasMember(value, 'client_secret')) return value;
  const { client_authentication: method = 'client_secret' } = value as Partial<ProviderRecord>;
  const { client_secret: secret } = (record ?? {}) as Partial<ProviderRecord>;
  return method === 'client_secret' && secret !== undefined ? { ...value, client_secret: secret } : value;
}

async function write({ record, revision }: Plan, { store }: OperatorStore, keys: PlanParts['keys']): Promise<void> {
  const parts = { store, keys };
  const isDone =
    revision === undefined
      ? (await addProvider(record, parts)) === 'added'
      : (await changeProvider(record, revision, parts)) === 'changed';
  if (!isDone) {
    throw new CommandError(
      `The import stopped: the provider ${record.id} was changed by others at the same time. Run the command again, with --replace.`,
    );
  }
}

function hasMember(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function idOf(value: unknown): string | undefined {
  const isNamed = typeof value === 'object' && value !== null && 'id' in value;
  return isNamed && typeof value.id === 'string' ? value.id.slice(0, 100) : undefined;
}
