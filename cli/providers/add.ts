import type { Command } from 'commander';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { readProvider } from '../../shared/providers/read-provider.ts';
import { knownProviders, withoutSecret } from '../deployment/known-providers.ts';
import { operatorKeys } from '../deployment/operator-keys.ts';
import { operatorVariables } from '../deployment/operator-settings.ts';
import { withStore } from '../deployment/operator-store.ts';
import { redirectUriOf } from '../deployment/redirect-uri-of.ts';
import { whoMayEnter } from '../deployment/who-may-enter.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, refusal } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeNotice } from './change-notice.ts';
import { checkMetadata, withExactIssuer } from './check-provider.ts';
import { type AuthenticationOptions, addAuthenticationOptions, readAuthentication } from './client-secret.ts';
import { addMemberOptions, membersOf } from './member-options.ts';
import { presetFor } from './presets.ts';
import { warnOfFormerUsers } from './users-of.ts';
import { whatToRegister } from './what-to-register.ts';

interface Options extends JsonOption, AuthenticationOptions, Readonly<Record<string, unknown>> {
  readonly offline?: boolean;
}

export function addAdd(group: Command): void {
  const command = addCommand(group, {
    usage: 'add <id>',
    does: 'Lets people sign in through another provider. Says what to register there.',
    examples: [
      'providers add entra --issuer https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0 --client-id aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee --client-secret-stdin',
      'providers add entra --issuer https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0 --client-id aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee --managed-identity',
      'providers add google --issuer https://accounts.google.com --client-id ID --client-secret-stdin --required-claims hd=example.com',
      'providers add corp --issuer https://id.example/realms/staff --client-id tessera --private-key-jwt --label "Example staff"',
      'providers add github --client-id ID --client-secret-stdin --allowed-subjects 583231',
    ],
    notes:
      'The id is part of the redirect URI and of the accounts: it cannot be changed. docs/providers.md has each step for\nMicrosoft Entra ID, Google, Keycloak and GitHub, and docs/reference.md describes the members of the record, which the\noptions are.',
  });
  addAuthenticationOptions(addMemberOptions(command))
    .option('--offline', 'do not ask the provider for its metadata')
    .action(add);
}

async function add(id: string, options: Options): Promise<void> {
  const { json, offline = false } = options;
  const { ISSUER: own = 'ISSUER' } = await operatorVariables();
  const given = { ...membersOf(options), ...(await readAuthentication(options)) };
  const members = offline ? given : await withExactIssuer(given, own);
  const preset = presetFor(id, members);
  const value = { id, ...preset?.members, ...members };
  const provider = readProvider(value);
  if ('problems' in provider)
    throw refusal(`The provider ${id} was not registered, because its record is invalid:`, provider.problems);
  const record = value as unknown as ProviderRecord;
  if (!offline) await checkMetadata(record, own);
  const redirectUri = redirectUriOf(id, own);
  await withStore(async (opened) => {
    const known = await knownProviders(opened);
    const same = known.find((each) => each.id === id);
    if (same) throw taken(id, same.origin);
    if ((await addProvider(record, { store: opened.store, keys: operatorKeys() })) === 'exists')
      throw taken(id, 'store');
    await warnOfFormerUsers(id, opened.store);
    if (json) return printJson({ ...withoutSecret(record), redirect_uri: redirectUri });
    const chosen = Object.entries(preset?.members ?? {}).filter(([name]) => members[name] === undefined);
    const lines = chosen.map(([name, set]) => {
      const reason = preset?.reasons[name];
      return `  - ${name}: ${Array.isArray(set) ? set.join(' ') : set}${reason === undefined ? '' : ` (${reason})`}`;
    });
    print(
      [
        `The provider ${id} has been registered. ${changeNotice}`,
        ...(lines.length > 0 ? [[`Set for ${preset?.name}:`, ...lines].join('\n')] : []),
        whoMayEnter(provider),
        whatToRegister(provider, own),
      ].join('\n\n'),
    );
  });
}

function taken(id: string, origin: string): CommandError {
  return new CommandError(
    origin === 'store'
      ? `A provider ${id} already exists. To change it: ${asTyped(`providers update ${id} …`)}`
      : `The provider ${id} is already in ${origin}, which takes precedence over the store.`,
  );
}
