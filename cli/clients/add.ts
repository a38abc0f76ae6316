import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { splitScope } from '../../shared/clients/scope.ts';
import { checkRecord, validClients } from '../deployment/check-record.ts';
import { knownClients } from '../deployment/known-clients.ts';
import { displayPath, operatorVariables } from '../deployment/operator-settings.ts';
import { withStore } from '../deployment/operator-store.ts';
import { registerClient } from '../deployment/register-client.ts';
import { asTyped, documentName } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes, refusal } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { addMemberOptions } from './member-options.ts';
import { type NewSecret, newSecret, secretLifetime, secretLines } from './new-secret.ts';
import { addPlatformOptions, platformNotes } from './platform-options.ts';
import { methodWith, readMembers } from './read-members.ts';
import { whatToSend } from './what-to-send.ts';
import { holdersText, whoMayGetIn } from './who-may-get-in.ts';

interface Options extends JsonOption, Readonly<Record<string, unknown>> {
  readonly secretLifetime?: number;
}

export function addAdd(group: Command): void {
  const command = addCommand(group, {
    usage: 'add <id>',
    does: 'Registers a client. Shows its new secret once, or what it sends in place of one.',
    examples: [
      'clients add nightly-report --grant-types client_credentials --scope "reports.read" --default-scope reports.read --resource https://reports.example',
      'clients add web --grant-types authorization_code refresh_token --redirect-uris https://web.example/callback --scope "openid reports.read" --resource https://reports.example',
      'clients add phone --token-endpoint-auth-method none --redirect-uris com.example.phone:/callback --scope reports.read --resource https://reports.example',
      'clients add reports-api --grant-types --introspects https://reports.example',
      'clients add nightly-report --jwks public.pem --grant-types client_credentials --scope reports.read --resource https://reports.example',
      'clients add deploy --federated-github octo-org/octo-repo:production --grant-types client_credentials --scope deploy --resource https://deploy.example',
      'clients add nightly-report --federated-kubernetes reports/nightly@https://oidc.example/cluster --grant-types client_credentials --scope reports.read --resource https://reports.example',
      'clients add worker --federated-azure 11111111-2222-3333-4444-555555555555/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee --grant-types client_credentials --scope jobs --resource https://jobs.example',
    ],
    notes: `The options are the members of a client record; ${documentName('docs/reference.md')} describes them with their defaults. A list takes\nseveral values, separated by spaces, or none for an empty list. Without --token-endpoint-auth-method a new client can\nsend its secret in the header or in the body (client_secret); with keys or workloads it has no secret (private_key_jwt).\nWith openid in its scope, a new client gets the claims of profile, email and groups in its ID tokens too, where\nmost libraries look for them; --id-token-claims false prevents that.\n\n${platformNotes}`,
  });
  addPlatformOptions(addMemberOptions(command))
    .option('--secret-lifetime <seconds>', 'the lifetime of the secret (default: unlimited)', secretLifetime)
    .action(add);
}

async function add(id: string, options: Options): Promise<void> {
  const { json, secretLifetime: lifetime } = options;
  const given = await readMembers(options);
  const members = { ...methodWith(given), ...given };
  const hasSecret = usesSecret(members.token_endpoint_auth_method);
  if (!hasSecret && lifetime !== undefined) {
    throw new CommandError(
      `--secret-lifetime cannot be used with the method ${members.token_endpoint_auth_method}: such a client has no secret.`,
      { exitCode: exitCodes.usage },
    );
  }
  const secret = hasSecret ? newSecret(seconds(systemClock), lifetime) : undefined;
  const value = {
    client_id: id,
    // Libraries differ in where they put the secret.
    ...(hasSecret && { token_endpoint_auth_method: 'client_secret' }),
    ...members,
    ...idTokenDefault(members),
    ...(secret && { client_secrets: [secret.record] }),
  };

  const whenUnknown = hasSecret
    ? `If clients show ${id} finds the client, use clients rotate-secret ${id} to get a secret; otherwise run the command again.`
    : 'Run the command again.';
  await withStore(async (opened) => {
    const known = await knownClients(opened);
    if (known.some((each) => each.id === id && each.origin === 'CLIENTS_FILE')) {
      throw new CommandError(
        `The client ${id} is already in CLIENTS_FILE (${displayPath(opened.settings.clientsFile ?? '')}), which takes precedence over the store.`,
      );
    }
    const record = checkRecord(value, validClients(known));
    if ('problems' in record)
      throw refusal(`The client ${id} was not registered, because its record is invalid:`, record.problems);
    if ((await registerClient(record, opened.store)) === 'exists') {
      throw new CommandError(`A client ${id} already exists. To change it: ${asTyped(`clients update ${id} …`)}`);
    }
    if (json) printJson({ ...record, ...(secret && { client_secret: secret.plain }) });
    else print(`The client ${id} has been registered.${await setUpText(record, secret)}`);
  }, whenUnknown);
}

/** What the operator needs to set the client up. */
async function setUpText(record: ClientRecord, secret: NewSecret | undefined): Promise<string> {
  if (secret) return `\n\n${secretLines(secret)}`;
  const client = readClient(record);
  if ('problems' in client) return '';
  if (!client.isConfidential) return applicationTypeHint(client, record);
  const { ISSUER = 'ISSUER' } = await operatorVariables();
  const holders = await whoMayGetIn(client, record, seconds(systemClock));
  return [' It has no secret.', holdersText(holders), whatToSend(client, ISSUER)].join('\n\n');
}

/** A fixed port on localhost is what development servers of pages have, and no installed app needs one. */
function applicationTypeHint(
  { id }: Client,
  { application_type: type, redirect_uris: uris = [] }: ClientRecord,
): string {
  const uri = uris.find((each) => /^http:\/\/localhost:\d/i.test(each));
  if (uri === undefined || type !== undefined) return '';
  const change = asTyped(`clients update ${id} --application-type web`);
  return `\n\nWith ${uri} it counts as an app on the user's device: any port works, and signed-in users\nclick "Continue as" each time. If it is a page under development: ${change}`;
}

/** Most libraries look for name and email only in the ID token. */
function idTokenDefault({ scope, id_token_claims: given }: Readonly<Record<string, unknown>>): {
  readonly id_token_claims?: true;
} {
  const scopes = typeof scope === 'string' ? splitScope(scope) : [];
  return scopes.includes('openid') && given === undefined ? { id_token_claims: true } : {};
}
