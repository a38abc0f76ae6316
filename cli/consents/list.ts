import type { Command } from 'commander';
import { listConsents } from '../../shared/records/consents.ts';
import { addCommand, type JsonOption } from '../command.ts';
import { withStore } from '../operator-store.ts';
import { print, printJson, remark, table, utc } from '../output.ts';
import { requireRight, requireUser } from '../users/known-user.ts';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list <username>',
    does: 'Lists what a user has agreed to, by client.',
    examples: ['consents list ada', 'consents list ada --json'],
  }).action(list);
}

async function list(typed: string, { json }: JsonOption): Promise<void> {
  const consents = await withStore(async (opened) => {
    const { subject } = requireRight((await requireUser(typed, opened)).known);
    return listConsents(subject, opened.store);
  });
  if (json) {
    return printJson(
      consents.map(({ clientId, scope, agreedAt }) => ({
        client_id: clientId,
        scope: scope.join(' '),
        agreed_at: agreedAt,
      })),
    );
  }
  if (consents.length === 0) return remark('There are none.');
  const rows = consents.map(({ clientId, scope, agreedAt }) => [clientId, scope.join(' '), utc(agreedAt)]);
  print(table(['client_id', 'scope', 'agreed'], rows));
}
