import type { Command } from 'commander';
import { hasConsent, withdrawConsent } from '../../shared/clients/consents.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { inForce } from '../deployment/in-force.ts';
import { requireRight, requireUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';

export function addWithdraw(group: Command): void {
  addCommand(group, {
    usage: 'withdraw <username> <client>',
    does: 'Takes back what a user has agreed to for a client, and ends what was given by it.',
    examples: ['consents withdraw ada web'],
    notes: `The next time the client asks, the user is asked again.\n${inForce}`,
  }).action(withdraw);
}

async function withdraw(typed: string, clientId: string, { json }: JsonOption): Promise<void> {
  await withStore(async (opened) => {
    const { store } = opened;
    const { username, subject } = requireRight((await requireUser(typed, opened)).known);
    if (!(await hasConsent(subject, clientId, store))) {
      throw new CommandError(
        `The user ${username} has agreed to nothing for the client ${clientId}. To end what the client was given all the same: npm run tessera -- grants revoke --client ${clientId} --subject ${subject}`,
      );
    }
    // Before, so that nothing is open when the process ends in between; and after, since something may be given meanwhile.
    await raiseBarrier({ clientId, subject }, store);
    await withdrawConsent(subject, clientId, store);
    await raiseBarrier({ clientId, subject }, store);
    if (json) return printJson({ username, subject, client_id: clientId, withdrawn: true });
    print(
      `What the user ${username} agreed to for the client ${clientId} is withdrawn, and what it was given is ended. ${inForce}`,
    );
  });
}
