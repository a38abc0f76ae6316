// How this service proves itself to a provider: a secret as an argument or from stdin, or one of the ways without a secret.
import type { Command } from 'commander';
import type { Provider } from '../../shared/providers/provider-record.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { readText } from '../terminal/read-text.ts';

const shortForms = {
  managedIdentity: 'managed_identity',
  privateKeyJwt: 'private_key_jwt',
  federated: 'federated',
} as const satisfies Record<string, Provider['clientAuthentication']>;

export interface AuthenticationOptions {
  readonly clientSecret?: string;
  readonly clientSecretStdin?: boolean;
  readonly clientAuthentication?: string;
  readonly managedIdentity?: boolean;
  readonly privateKeyJwt?: boolean;
  readonly federated?: boolean;
}

export function addAuthenticationOptions(command: Command): Command {
  return command
    .optionsGroup('How this service proves itself to the provider:')
    .option('--client-secret-stdin', 'read the client secret from stdin')
    .option('--client-secret <value>', 'the client secret; everyone on this machine can read an argument')
    .option('--managed-identity', 'with the managed identity of the app, which Entra trusts: no secret')
    .option('--federated', 'with an assertion of this service as an issuer that Entra trusts: no secret')
    .option('--private-key-jwt', 'with the key ring, whose keys are at /jwks: no secret')
    .optionsGroup('Options:');
}

/** The members that the options name. @throws CommandError */
export async function readAuthentication(options: AuthenticationOptions): Promise<Readonly<Record<string, string>>> {
  const { clientSecret, clientSecretStdin = false, clientAuthentication } = options;
  const short = Object.entries(shortForms).filter(([name]) => options[name as keyof typeof shortForms] === true);
  const ways = short.length + Number(clientSecret !== undefined) + Number(clientSecretStdin);
  if (ways > 1 || (short.length > 0 && clientAuthentication !== undefined)) {
    throw new CommandError(
      'Give one of --client-secret-stdin, --client-secret, --managed-identity, --federated and --private-key-jwt.',
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const [way] = short;
  if (way) return { client_authentication: way[1] };
  if (clientSecretStdin) return { client_secret: await secretOfStdin() };
  if (clientSecret === undefined) return {};
  remark(
    'warning: the client secret was an argument, which everyone on this machine can read, and which the shell may keep. Use --client-secret-stdin.',
  );
  return { client_secret: clientSecret };
}

/** @throws CommandError */
async function secretOfStdin(): Promise<string> {
  const secret = (await readText('-')).replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new CommandError('There is no client secret on stdin.', { exitCode: exitCodes.usage });
}
