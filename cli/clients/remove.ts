import type { Command } from 'commander';
import { removeRegistration } from '../../shared/clients/registered-clients.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { activeGrants, grantsInWords } from '../deployment/active-grants.ts';
import { requireStored } from '../deployment/known-clients.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { retryChange } from '../deployment/retry-change.ts';
import { addCare, type CareOptions, mayGoOn } from '../terminal/care.ts';
import { addCommand } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';

export function addRemove(group: Command): void {
  const command = addCommand(group, {
    usage: 'remove <id>',
    does: 'Removes a client and revokes its grants.',
    examples: ['clients remove nightly-report', 'clients remove nightly-report --dry-run'],
    notes:
      'Within a minute every instance refuses the client, its codes and its refresh tokens, and introspection returns\n"active": false for its tokens. An API that verifies access tokens itself accepts them until they expire.',
  });
  addCare(command).action(remove);
}

async function remove(id: string, options: CareOptions): Promise<void> {
  const { json } = options;
  await withStore(async (opened) => {
    const { known } = await requireStored(id, opened);
    if (!(await mayGoOn(options, () => consequence(id, opened, options)))) return;
    // First, so that the command can be repeated after a failure in between.
    await raiseBarrier({ clientId: id }, opened.store);
    await retryChange(`client ${id}`, async () => {
      const { revision } = await requireStored(id, opened);
      return removeRegistration(id, revision, opened.store);
    });
    // Instances may have read the record until now: the id is reserved from here on.
    await raiseBarrier({ clientId: id }, opened.store);
    if (json) return printJson({ client_id: id, removed: true });
    const lifetime = 'client' in known ? ` (${known.client.accessTokenLifetime} seconds at most)` : '';
    print(
      `The client ${id} has been removed and its grants have been revoked. All instances pick this up within a minute; an API that verifies access tokens itself accepts them until they expire${lifetime}.`,
    );
  });
}

async function consequence(id: string, { store }: OperatorStore, { dryRun }: CareOptions) {
  const count = dryRun ? (await activeGrants({ client: id }, store)).length : undefined;
  const grants = grantsInWords(count, 'its');
  return { text: `This removes the client ${id} and ends ${grants}.`, json: { client_id: id, active_grants: count } };
}
