import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { requireValid } from '../deployment/known-clients.ts';
import { withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { splitList } from '../terminal/list-values.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeClient, changeNotice } from './change-client.ts';
import { requireNoLeftovers } from './leftover-members.ts';
import { addMemberOptions, memberNamed } from './member-options.ts';
import { newSecret, secretLines } from './new-secret.ts';
import { addPlatformOptions, platformNotes } from './platform-options.ts';
import { methodWith, readMembers } from './read-members.ts';
import { holdersText, whoMayGetIn } from './who-may-get-in.ts';

type Members = Readonly<Record<string, unknown>>;

interface Options extends JsonOption, Members {
  readonly unset?: readonly string[];
}

export function addUpdate(group: Command): void {
  const command = addCommand(group, {
    usage: 'update <id>',
    does: 'Sets or unsets members of a client record.',
    examples: [
      'clients update nightly-report --scope "reports.read reports.write" --access-token-lifetime 900',
      'clients update nightly-report --unset default-scope',
      'clients update web --token-endpoint-auth-method none --unset client-secrets',
      'clients update nightly-report --jwks public.pem --unset client-secrets',
      'clients update deploy --federated-github octo-org/octo-repo:production octo-org/octo-repo:staging',
    ],
    notes: `A list, such as that of --resource, replaces the old list, and so do the workloads. A public client that becomes confidential gets a secret.\n${changeNotice}\n\n${platformNotes}`,
  });
  addPlatformOptions(addMemberOptions(command))
    .option('--unset <member...>', 'members to remove from the record')
    .action(update);
}

async function update(id: string, options: Options): Promise<void> {
  const members = await readMembers(options);
  const unset = (options.unset ?? []).flatMap((each) => splitList(each, 'names')).map(memberNamed);
  if (Object.keys(members).length === 0 && unset.length === 0) {
    throw new CommandError(`There is nothing to change. To see the members: ${asTyped('clients update --help')}`, {
      exitCode: exitCodes.usage,
    });
  }
  const secret = newSecret(seconds(systemClock), undefined);
  const again = `Run the command again. If the client was public and now needs a secret, then use clients rotate-secret ${id} to get one.`;
  await withStore(async (opened) => {
    let previous: unknown;
    const record = await changeClient(id, opened, (known) => {
      previous = known.record;
      // An invalid record can be fixed, if it is an object.
      const before = isObject(known.record) ? known.record : { ...requireValid(known).record };
      const method = methodWith(members, { ...before });
      const changed: Members = Object.fromEntries(
        Object.entries({ ...before, ...method, ...members }).filter(([name]) => !unset.includes(name)),
      );
      requireNoLeftovers(id, changed);
      const hadSecret = !('token_endpoint_auth_method' in before) || usesSecret(before.token_endpoint_auth_method);
      return !hadSecret && usesSecret(changed.token_endpoint_auth_method) && !changed.client_secrets
        ? { ...changed, client_secrets: [secret.record] }
        : changed;
    });
    const isNew = record.client_secrets?.some(({ sha256 }) => sha256 === secret.record.sha256) ?? false;
    if (options.json) printJson({ ...record, ...(isNew && { client_secret: secret.plain }) });
    else {
      const parts = [
        `The client ${id} has been changed. ${changeNotice}`,
        ...(isNew ? [secretLines(secret)] : []),
        ...differences(await holdersOf(previous), await holdersOf(record)),
      ];
      print(parts.join('\n\n'));
    }
  }, again);
}

async function holdersOf(record: unknown): Promise<readonly string[]> {
  const client = readClient(record);
  // The schema has just passed it.
  return 'problems' in client ? [] : whoMayGetIn(client, record as ClientRecord, seconds(systemClock));
}

function differences(were: readonly string[], are: readonly string[]): readonly string[] {
  const gone = were.filter((holder) => !are.includes(holder));
  const isSame = gone.length === 0 && were.length === are.length;
  if (isSame) return [];
  return [holdersText(are), ...(gone.length > 0 ? [holdersText(gone, 'Who no longer may get in:')] : [])];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
