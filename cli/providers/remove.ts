import type { Command } from 'commander';
import { removeProvider } from '../../shared/providers/provider-store.ts';
import { endAccess } from '../deployment/end-access.ts';
import { requireStoredProvider } from '../deployment/known-providers.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { retryChange } from '../deployment/retry-change.ts';
import { addCare, type CareOptions, mayGoOn } from '../terminal/care.ts';
import { addCommand } from '../terminal/command.ts';
import { counted, print, printJson } from '../terminal/output.ts';
import { changeNotice } from './change-notice.ts';
import { usersOf } from './users-of.ts';

interface Options extends CareOptions {
  readonly signOut?: boolean;
}

export function addRemove(group: Command): void {
  const command = addCommand(group, {
    usage: 'remove <id>',
    does: 'Removes a provider: nobody can sign in with it any more.',
    examples: ['providers remove corp --dry-run', 'providers remove corp --sign-out'],
    notes:
      'The users who came from it stay, with their sessions and grants; a provider that is added again with the id finds\nthem again. --sign-out signs all of them out and revokes their grants, for a provider that can no longer be trusted.',
  }).option('--sign-out', 'sign its users out and revoke their grants');
  addCare(command).action(remove);
}

async function remove(id: string, options: Options): Promise<void> {
  const { json, signOut = false } = options;
  await withStore(async (opened) => {
    await requireStoredProvider(id, opened);
    if (!(await mayGoOn(options, () => consequence(id, opened, signOut)))) return;
    await retryChange(`provider ${id}`, async () => {
      const { revision } = await requireStoredProvider(id, opened);
      return removeProvider(id, revision, opened);
    });
    // After the removal, so that the command says it again until no user is left; instances may know it for a minute.
    const ended = signOut ? await usersOf(id, opened.store) : [];
    for (const { subject } of ended) await endAccess({ subject }, opened.store);
    if (json) return printJson({ id, removed: true, signed_out: ended.length });
    const users = signOut ? ` ${counted(ended.length, 'user')} signed out, with all grants revoked.` : '';
    print(`The provider ${id} has been removed.${users} ${changeNotice}`);
  });
}

async function consequence(id: string, opened: OperatorStore, signOut: boolean) {
  const users = await usersOf(id, opened.store);
  const without = users.filter(
    ({ password, accounts = [] }) => password === undefined && accounts.every(({ provider }) => provider === id),
  );
  const ends = signOut ? ' They are signed out, and their grants are revoked.' : ' Their sessions and grants stay.';
  return {
    text: `This removes the provider ${id}. It has ${counted(users.length, 'user')}, and ${counted(without.length, 'user')} can sign in with nothing else.${ends}`,
    json: { id, users: users.length, users_with_nothing_else: without.length, sign_out: signOut },
  };
}
