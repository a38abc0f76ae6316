import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { changeProvider, type StoredProvider } from '../../shared/providers/provider-store.ts';
import { readProvider } from '../../shared/providers/read-provider.ts';
import { requireStoredProvider, withoutSecret } from '../deployment/known-providers.ts';
import { operatorKeys } from '../deployment/operator-keys.ts';
import { operatorVariables } from '../deployment/operator-settings.ts';
import { withStore } from '../deployment/operator-store.ts';
import { retryChange } from '../deployment/retry-change.ts';
import { whoMayEnter } from '../deployment/who-may-enter.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes, refusal } from '../terminal/exit-codes.ts';
import { splitList } from '../terminal/list-values.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import { changeNotice } from './change-notice.ts';
import { checkMetadata, withExactIssuer } from './check-provider.ts';
import { type AuthenticationOptions, addAuthenticationOptions, readAuthentication } from './client-secret.ts';
import { addMemberOptions, memberNamed, membersOf } from './member-options.ts';

type Members = Readonly<Record<string, unknown>>;

interface Options extends JsonOption, AuthenticationOptions, Members {
  readonly unset?: readonly string[];
  readonly offline?: boolean;
}

export function addUpdate(group: Command): void {
  const command = addCommand(group, {
    usage: 'update <id>',
    does: 'Sets or unsets members of a provider record.',
    examples: [
      'providers update entra --client-secret-stdin',
      'providers update entra --managed-identity',
      'providers update corp --allowed-groups staff "night shift" --claims-map groups=roles',
      'providers update corp --unset allowed-groups',
    ],
    notes: `A list or a map replaces the old one. Rules are checked at the next sign-in of each user.\n${changeNotice}`,
  });
  addAuthenticationOptions(addMemberOptions(command))
    .option('--unset <member...>', 'members to remove from the record')
    .option('--offline', 'do not ask the provider for its metadata')
    .action(update);
}

async function update(id: string, options: Options): Promise<void> {
  const { json, offline = false } = options;
  const { ISSUER: own = 'ISSUER' } = await operatorVariables();
  const unset = (options.unset ?? []).flatMap((each) => splitList(each, 'names')).map(memberNamed);
  const given = { ...membersOf(options), ...(await readAuthentication(options)) };
  if (Object.keys(given).length === 0 && unset.length === 0) {
    throw new CommandError(`There is nothing to change. To see the members: ${asTyped('providers update --help')}`, {
      exitCode: exitCodes.usage,
    });
  }
  const members = offline ? given : await withExactIssuer(given, own);
  await withStore(async (opened) => {
    const keys = operatorKeys();
    const parts = { store: opened.store, keys };
    let before: Members = {};
    const record = await retryChange(`provider ${id}`, async () => {
      const stored = await requireStoredProvider(id, opened, keys);
      before = membersOfStored(stored);
      const changed = changedRecord(before, members, unset, id);
      if (!offline && changesConnection(before, changed)) await checkMetadata(changed, own);
      return (await changeProvider(changed, stored.revision, parts)) === 'changed' ? changed : 'outdated';
    });
    warnOfSubjects(before, record);
    if (json) return printJson(withoutSecret(record));
    const provider = readProvider(record);
    const who = 'problems' in provider ? '' : `\n\n${whoMayEnter(provider)}`;
    print(`The provider ${id} has been changed. ${changeNotice}${who}`);
  });
}

/** An invalid record can be fixed, if it is an object. */
function membersOfStored({ record }: StoredProvider): Members {
  return typeof record === 'object' && record !== null ? { ...record } : {};
}

/** @throws CommandError if it would be invalid */
function changedRecord(before: Members, members: Members, unset: readonly string[], id: string): ProviderRecord {
  const changed = { ...before, ...members, id };
  const kept = Object.entries(changed).filter(([name]) => !unset.includes(name) && !isLeftOver(name, changed, members));
  const value = Object.fromEntries(kept);
  const provider = readProvider(value);
  if ('problems' in provider)
    throw refusal(`The provider ${id} was not changed, because its record would be invalid:`, provider.problems);
  return value as unknown as ProviderRecord;
}

/** Another way to authenticate takes the place of the secret, and a secret that of another way. */
function isLeftOver(name: string, changed: Members, given: Members): boolean {
  const { client_authentication: method = 'client_secret' } = changed;
  if (name === 'client_secret') return given.client_authentication !== undefined && method !== 'client_secret';
  return name === 'client_authentication' && given.client_secret !== undefined && method !== 'client_secret';
}

function changesConnection(before: Members, after: Members | ProviderRecord): boolean {
  const of = ({ issuer, client_authentication }: Members) => [issuer, client_authentication];
  return !isDeepStrictEqual(of(before), of({ ...after }));
}

function warnOfSubjects(before: Members, { issuer, subject_claim }: ProviderRecord): void {
  if (before.issuer === issuer && before.subject_claim === subject_claim) return;
  remark(
    'warning: with another issuer or subject_claim the provider may give its users other subjects: they would not be found again, and a subject that was of one person may be of another. Use a new provider with another id, unless you know that they stay the same.',
  );
}
