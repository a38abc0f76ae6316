import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { requireValid } from '../deployment/known-clients.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeClient, changeNotice } from './change-client.ts';
import { requireNoLeftovers } from './leftover-members.ts';
import { splitList } from './list-values.ts';
import { addMemberOptions, memberNamed } from './member-options.ts';
import { newSecret, secretLines } from './new-secret.ts';
import { isKeyed, methodWith, readMembers } from './read-members.ts';
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
    ],
    notes: `A list replaces the old list. A public client that becomes confidential gets a secret.\n${changeNotice}`,
  });
  addMemberOptions(command).option('--unset <member...>', 'members to remove from the record').action(update);
}

async function update(id: string, options: Options): Promise<void> {
  const members = await readMembers(options);
  const unset = (options.unset ?? []).flatMap((each) => splitList(each, 'names')).map(memberNamed);
  if (Object.keys(members).length === 0 && unset.length === 0) {
    throw new CommandError('There is nothing to change. To see the members: npm run tessera -- clients update --help', {
      exitCode: exitCodes.usage,
    });
  }
  const secret = newSecret(seconds(systemClock), undefined);
  const again = `Run the command again. If the client was public and now needs a secret, then use clients rotate-secret ${id} to get one.`;
  await withStore(async (opened) => {
    const record = await changeClient(id, opened, (known) => {
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
      const now = isKeyed(members) ? await holdersOf(record) : [];
      const parts = [
        `The client ${id} has been changed. ${changeNotice}`,
        ...(isNew ? [secretLines(secret)] : []),
        ...now,
      ];
      print(parts.join('\n\n'));
    }
  }, again);
}

async function holdersOf(record: ClientRecord): Promise<readonly string[]> {
  const client = readClient(record);
  if ('problems' in client || usesSecret(client.authenticationMethod)) return [];
  return [holdersText(await whoMayGetIn(client, record, seconds(systemClock)))];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
