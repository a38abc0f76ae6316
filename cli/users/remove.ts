import type { Command } from 'commander';
import { releaseAccount } from '../../shared/accounts/account-store.ts';
import { listConsents, withdrawConsent } from '../../shared/clients/consents.ts';
import { removeUser } from '../../shared/users/user-store.ts';
import { activeGrants, grantsInWords } from '../deployment/active-grants.ts';
import { endAccess } from '../deployment/end-access.ts';
import { type KnownUser, requireUser } from '../deployment/known-user.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { retryChange, tooManyChanges } from '../deployment/retry-change.ts';
import { revocationNotice } from '../deployment/revocation-notice.ts';
import { addCare, type CareOptions, mayGoOn } from '../terminal/care.ts';
import { addCommand } from '../terminal/command.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';

export function addRemove(group: Command): void {
  const command = addCommand(group, {
    usage: 'remove <username>',
    does: 'Removes a user and their consents, signs them out and revokes their grants.',
    examples: ['users remove ada', 'users remove ada --dry-run'],
    notes: `A later user with the same name has another subject, so clients see another user. Somebody who comes from a provider is\nadded again at the next sign-in: disable them to keep them out.\n${revocationNotice}`,
  });
  addCare(command).action(remove);
}

async function remove(typed: string, options: CareOptions): Promise<void> {
  const { json } = options;
  const removed = await withStore(async (opened) => {
    const { known } = await requireUser(typed, opened);
    const isWanted = await mayGoOn(options, () => consequence(known, opened, options));
    return isWanted ? removeStoredUser(typed, opened) : undefined;
  });
  if (!removed) return;
  const { username, subject } = removed;
  warnOfAccounts(removed);
  if (json) return printJson({ username, ...(subject !== undefined && { subject }), removed: true });
  print(
    `The user ${username} has been removed and signed out, and their grants have been revoked. ${revocationNotice}`,
  );
}

/** Removing a user keeps nobody out who may enter through a provider. */
function warnOfAccounts(known: KnownUser): void {
  const { accounts = [] } = 'record' in known ? known.record : {};
  const providers = [...new Set(accounts.map(({ provider }) => provider))];
  if (providers.length === 0) return;
  remark(
    `warning: this person can still sign in with ${providers.join(', ')}, and is then added again. To keep them out, use users disable in place of users remove, or the rules of the provider.`,
  );
}

async function consequence({ username, subject }: KnownUser, { store }: OperatorStore, { dryRun }: CareOptions) {
  const consents = subject === undefined ? 0 : (await listConsents(subject, store)).length;
  const count = dryRun && subject !== undefined ? (await activeGrants({ subject }, store)).length : undefined;
  const grants = grantsInWords(count, 'their');
  return {
    text: `This removes the user ${username} with ${consents} ${consents === 1 ? 'consent' : 'consents'}, signs them out everywhere, and ends ${grants}.`,
    json: { username, subject, consents, active_grants: count },
  };
}

/** @throws CommandError when there is no such user; StoreUnavailableError: the command can be run again */
export async function removeStoredUser(typed: string, opened: OperatorStore): Promise<KnownUser> {
  const { known } = await requireUser(typed, opened);
  const { username, subject } = known;
  // Disabled first: if the command fails in between, the user cannot sign in and the command can be repeated.
  if ('record' in known) await changeAndEnd(username, opened, { disabled: true });
  else if (subject !== undefined) await endAccess({ subject }, opened.store);
  else remark('The record has no subject: the sessions and grants of this user were not revoked.');
  if (subject !== undefined) await withdrawAll(subject, opened);
  await removeRecord(username, subject, opened);
  return known;
}

async function withdrawAll(subject: string, { store }: OperatorStore): Promise<void> {
  for (const { clientId } of await listConsents(subject, store)) await withdrawConsent(subject, clientId, store);
}

async function removeRecord(username: string, subject: string | undefined, opened: OperatorStore): Promise<void> {
  await retryChange(`user ${username}`, async () => {
    const { known, revision } = await requireUser(username, opened);
    if (known.subject !== subject) throw tooManyChanges(`user ${username}`);
    if ('record' in known) {
      for (const account of known.record.accounts ?? []) await releaseAccount(account, known.subject, opened.store);
    }
    return removeUser({ username, subject }, revision, opened.store);
  });
}
