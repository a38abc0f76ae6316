// The options for workloads, a short form of federated_credentials.
import { type Command, InvalidArgumentError } from 'commander';
import { isLoopback } from '../../shared/base/loopback.ts';
import type { FederatedCredentialRecord } from '../../shared/clients/client-record.ts';
import { federatedCredentials } from '../credentials/federated-credentials.ts';
import { isPrivateName } from '../credentials/issuer-problem.ts';
import { platforms } from '../credentials/platforms.ts';
import { isAzuriteOfFolder, operatorVariables } from '../deployment/operator-settings.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { readKeys } from './read-keys.ts';

type Options = Readonly<Record<string, unknown>>;
type Claims = Readonly<Record<string, string>>;

export function addPlatformOptions(command: Command): Command {
  command.optionsGroup('Workloads:');
  for (const { name, form, help } of platforms) command.option(`--federated-${name} <${form}...>`, help);
  return command
    .option('--federated-jwks <file>', 'the keys of a cluster that nobody can reach')
    .option('--federated-claims <name=value...>', 'what else their tokens must say', claimsOf)
    .option('--federated-audience <value>', 'what their tokens are for (default: the issuer of this service)')
    .optionsGroup('Options:');
}

/** @throws CommandError when an option cannot be read @returns undefined if no option names a workload */
export async function platformCredentials(options: Options): Promise<readonly FederatedCredentialRecord[] | undefined> {
  const { federatedJwks: file, federatedClaims: claims, federatedAudience: audience } = options;
  const given = platforms.flatMap((platform) => {
    const texts = options[`federated${platform.name[0]?.toUpperCase()}${platform.name.slice(1)}`];
    return Array.isArray(texts) ? [{ platform, texts: texts.map(String) }] : [];
  });
  if (given.length === 0) {
    if (file === undefined && claims === undefined && audience === undefined) return undefined;
    throw usage(`--federated-jwks, --federated-claims and --federated-audience need ${optionNames.join(' or ')}.`);
  }
  if (file !== undefined && !given.some(({ platform }) => platform.name === 'kubernetes')) {
    throw usage('--federated-jwks needs --federated-kubernetes: the other platforms publish their keys.');
  }
  const jwks = file === undefined ? undefined : await readKeys(file, '--federated-jwks');
  const forAll = {
    audience: audience === undefined ? await issuerOfService() : String(audience),
    ...(claims !== undefined && { claims: claims as Claims }),
  };
  return given.flatMap(({ platform, texts }) => {
    const isCluster = platform.name === 'kubernetes';
    const credentials = federatedCredentials(platform, texts, { ...forAll, ...(isCluster && jwks && { jwks }) });
    if ('problem' in credentials) throw new CommandError(`--federated-${platform.name}: ${credentials.problem}.`);
    const hidden = credentials.find((credential) => credential.jwks === undefined && isPrivateName(credential.issuer));
    if (hidden) {
      throw new CommandError(
        `Nobody outside its network can fetch the keys of ${hidden.issuer}. Give them with --federated-jwks FILE: kubectl get --raw /openid/v1/jwks > keys.json`,
      );
    }
    return credentials;
  });
}

/** For the help of the command. */
export const platformNotes: string = [
  'Workloads get in with a token of their platform, and no secret:',
  ...platforms.flatMap(({ name, notes }) => [`  --federated-${name}`, ...notes.map((note) => `    ${note}`)]),
].join('\n');

const optionNames = platforms.map(({ name }) => `--federated-${name}`);

/** @throws CommandError if it would be the one of this machine, at the store of a deployment */
async function issuerOfService(): Promise<string> {
  const variables = await operatorVariables();
  const { ISSUER = '' } = variables;
  const isElsewhere = !isAzuriteOfFolder(variables) && (!URL.canParse(ISSUER) || isLoopback(ISSUER));
  if (!isElsewhere) return ISSUER;
  throw new CommandError(
    `The workload asks its platform for a token for the issuer of this service, which is ${ISSUER || 'not set'} here. Set ISSUER to that of the deployment, or name another audience with --federated-audience.`,
  );
}

/** @throws InvalidArgumentError */
function claimsOf(value: string, before: Claims = {}): Claims {
  const [, name, text] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
  if (name === undefined || text === undefined) throw new InvalidArgumentError('Write NAME=VALUE.');
  return Object.fromEntries([...Object.entries(before), [name, text]]);
}

function usage(message: string): CommandError {
  return new CommandError(message, { exitCode: exitCodes.usage });
}
