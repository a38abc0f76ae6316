import type { Command } from 'commander';
import { hasConsent, withdrawConsent } from '../../shared/clients/consents.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { endAccess } from '../deployment/end-access.ts';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { revocationNotice } from '../deployment/revocation-notice.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';

export function addWithdraw(group: Command): void {
  addCommand(group, {
    usage: 'withdraw <username> <client>',
    does: 'Withdraws the consent of a user for a client, and revokes the grants of the user at this client.',
    examples: ['consents withdraw ada web'],
    notes: `The next time the client asks for access, the user is asked again.\n${revocationNotice}`,
  }).action(withdraw);
}

async function withdraw(typed: string, clientId: string, { json }: JsonOption): Promise<void> {
  await withStore(async (opened) => {
    const { store } = opened;
    const { username, subject } = requireValidUser((await requireUser(typed, opened)).known);
    if (!(await hasConsent(subject, clientId, store))) {
      throw new CommandError(
        `The user ${username} has given no consent to the client ${clientId}. To revoke the grants anyway: ${asTyped(`grants revoke --client ${clientId} --subject ${subject}`)}`,
      );
    }
    // Once before, in case the process ends in between, and once after, for grants in the meantime.
    await raiseBarrier({ clientId, subject }, store);
    await withdrawConsent(subject, clientId, store);
    await endAccess({ clientId, subject }, store);
    if (json) return printJson({ username, subject, client_id: clientId, withdrawn: true });
    print(
      `The consent of the user ${username} to the client ${clientId} has been withdrawn, and the grants have been revoked. ${revocationNotice}`,
    );
  });
}
