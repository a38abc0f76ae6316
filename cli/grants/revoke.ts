import type { Command } from 'commander';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { revokeGrant } from '../../shared/grants/grants.ts';
import { findUserOfSubject } from '../../shared/users/user-store.ts';
import { activeGrants, grantsInWords } from '../deployment/active-grants.ts';
import { endAccess } from '../deployment/end-access.ts';
import { isRegistered } from '../deployment/known-clients.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { revocationNotice } from '../deployment/revocation-notice.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCare, type CareOptions, mayGoOn } from '../terminal/care.ts';
import { addCommand } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import { checkGrantId, type TargetOptions, targetOf } from './check-names.ts';

interface Options extends CareOptions, TargetOptions {}

export function addRevoke(group: Command): void {
  const command = addCommand(group, {
    usage: 'revoke [id...]',
    does: 'Revokes single grants, or all grants of a client, of a subject, or of a subject at a client.',
    examples: [
      'grants revoke 4-20261219-RBfR0n8Yw3mVd2eKqP5xZA',
      'grants revoke --subject u_Zk3vQ9tXbM5rYh1aWc7LpA',
      'grants revoke --client web',
      'grants revoke --client web --dry-run',
      'grants revoke --client web --subject u_Zk3vQ9tXbM5rYh1aWc7LpA',
    ],
    notes:
      'A single grant is revoked immediately. --client and --subject revoke all grants made until now, on every instance within\na minute. An API that verifies access tokens itself accepts them until they expire.',
  })
    .option('--client <id>', 'all grants of this client')
    .option('--subject <s>', 'all grants of this subject');
  addCare(command).action(revoke);
}

async function revoke(ids: readonly string[], options: Options): Promise<void> {
  const { client, subject, json } = options;
  if (ids.length === 0)
    return raise({ ...(client !== undefined && { client }), ...(subject !== undefined && { subject }) }, options);
  if (client !== undefined || subject !== undefined) {
    throw new CommandError('Give either grant ids, or --client and --subject.', { exitCode: exitCodes.usage });
  }
  for (const id of ids) checkGrantId(id);
  const text = `This ends ${ids.length === 1 ? 'the grant' : 'the grants'} ${ids.join(', ')}.`;
  // Whoever names single grants knows what ends.
  if (!(await mayGoOn({ ...options, yes: true }, () => ({ text, json: { revoked: ids } })))) return;
  const unknown = await withStore(async ({ store }) => {
    const without: string[] = [];
    for (const id of ids) {
      // A grant whose code was not redeemed yet has no rows either.
      if ((await store.read(id)).rows.length === 0) without.push(id);
      await revokeGrant(id, { store });
    }
    return without;
  });
  if (json) return printJson({ revoked: ids, unknown });
  const condition = ', if it existed: the store has no rows of it';
  print(ids.map((id) => `The grant ${id} has been revoked${unknown.includes(id) ? condition : ''}.`).join('\n'));
}

async function hasSubject(subject: string, { store }: OperatorStore): Promise<boolean> {
  return (await findUserOfSubject(subject, store)) !== undefined;
}

async function raise(named: TargetOptions, options: CareOptions): Promise<void> {
  const target = targetOf(named);
  const { client, subject } = named;
  const { json } = options;
  const whose = [
    ...(subject === undefined ? [] : [`the subject ${subject}`]),
    ...(client === undefined ? [] : [`the client ${client}`]),
  ].join(' at ');
  const isDone = await withStore(async (opened) => {
    if (!(await mayGoOn(options, () => consequence(whose, named, opened, options)))) return false;
    await (target.subject === undefined ? raiseBarrier(target, opened.store) : endAccess(target, opened.store));
    // The grants are revoked in any case, so a failed lookup is ignored.
    const isClient = client === undefined || (await isRegistered(client, opened).catch(() => true));
    if (!isClient) remark(`No client ${client} is registered now. To see all clients: ${asTyped('clients list')}`);
    const isUser = subject === undefined || (await hasSubject(subject, opened).catch(() => true));
    if (!isUser) remark(`No user has the subject ${subject} now. To see the subjects: ${asTyped('users list')}`);
    return true;
  });
  if (!isDone) return;
  if (json)
    return printJson({
      revoked: { ...(client !== undefined && { client_id: client }), ...(subject !== undefined && { subject }) },
    });
  print(`All grants of ${whose} have been revoked. ${revocationNotice}`);
}

async function consequence(whose: string, named: TargetOptions, { store }: OperatorStore, { dryRun }: CareOptions) {
  const count = dryRun ? (await activeGrants({ ...named }, store)).length : undefined;
  const grants = grantsInWords(count, 'the');
  const { client, subject } = named;
  return { text: `This ends ${grants} of ${whose}.`, json: { client_id: client, subject, active_grants: count } };
}
