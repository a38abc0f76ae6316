import type { Command } from 'commander';
import { listConsents, withdrawConsent } from '../../shared/clients/consents.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { removeUser } from '../../shared/users/user-store.ts';
import { inForce } from '../deployment/in-force.ts';
import { type KnownUser, requireUser } from '../deployment/known-user.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { retryChange, tooManyChanges } from '../deployment/retry-change.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';

export function addRemove(group: Command): void {
  addCommand(group, {
    usage: 'remove <username>',
    does: 'Removes a user, what they agreed to, and ends what was open.',
    examples: ['users remove ada'],
    notes: `Whoever gets the name next has another subject: to clients it is somebody else.\n${inForce}`,
  }).action(remove);
}

async function remove(typed: string, { json }: JsonOption): Promise<void> {
  const { username, subject } = await withStore((opened) => removeStoredUser(typed, opened));
  if (json) return printJson({ username, ...(subject !== undefined && { subject }), removed: true });
  print(`The user ${username} is removed, and what was open is ended. ${inForce}`);
}

/** @throws CommandError when there is none; StoreUnavailableError: the command can be run again */
export async function removeStoredUser(typed: string, opened: OperatorStore): Promise<KnownUser> {
  const { known } = await requireUser(typed, opened);
  const { username, subject } = known;
  // Disabled first: whatever comes in between, there is a user who cannot sign in and can be removed again.
  if ('record' in known) await changeAndEnd(username, opened, { disabled: true });
  else if (subject !== undefined) await raiseBarrier({ subject }, opened.store);
  else remark('The record does not say whose it is: what was open is not ended by this.');
  if (subject !== undefined) await withdrawAll(subject, opened);
  await takeOff(username, subject, opened);
  return known;
}

async function withdrawAll(subject: string, { store }: OperatorStore): Promise<void> {
  for (const { clientId } of await listConsents(subject, store)) await withdrawConsent(subject, clientId, store);
}

async function takeOff(username: string, subject: string | undefined, opened: OperatorStore): Promise<void> {
  await retryChange(`user ${username}`, async () => {
    const { known, revision } = await requireUser(username, opened);
    if (known.subject !== subject) throw tooManyChanges(`user ${username}`);
    return removeUser({ username, subject }, revision, opened.store);
  });
}
