// The key ring that a command reads or changes: of KEYS_FILE, of KEY_VAULT, or the setting KEYS, whose new value is printed.
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { vaultProblems } from '../../shared/key-vault/vault-place.ts';
import { parseKeysSetting } from '../../shared/keys/keys-setting.ts';
import { keyPropagationSeconds } from '../../shared/keys/rotation.ts';
import { CommandError, refusal } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { checkedRing, tryRing } from './checked-ring.ts';
import { keyRingFile } from './key-ring-file.ts';
import { keyRingVault } from './key-ring-vault.ts';
import { displayPath, operatorVariables, type Variables } from './operator-settings.ts';
import type { RingStorage } from './ring-storage.ts';

export interface KeyRingPlace extends RingStorage {
  readonly variables: Variables;
  /** The operator changes a setting, with the value that the command prints. */
  readonly isSetting: boolean;
  /** How long a next key has to be published before it is used. */
  readonly propagationSeconds: number;
}

const sources = ['KEYS', 'KEYS_FILE', 'KEY_VAULT'] as const;

/** As the settings of the service have it. */
const defaultPublicationSeconds = 86_400;
const minPublicationSeconds = 900;

/** Prints to stderr which ring it uses. @param given in place of the settings of the operator @throws StartError, CommandError */
export async function openKeyRingPlace(given?: Variables): Promise<KeyRingPlace> {
  const variables = given ?? (await operatorVariables());
  const { KEYS, KEYS_FILE = '', KEY_VAULT } = variables;
  const named = sources.filter((name) => variables[name] !== undefined);
  if (named.length > 1) throw new CommandError(`${named.join(' and ')} must not both be set.`);
  if (named.length === 0) {
    throw new CommandError(
      'No key ring is named. Set KEY_VAULT to the URL of its vault, KEYS_FILE to its file, or KEYS to its content: in the environment, or under Values of local.settings.json in this folder.',
    );
  }
  if (KEY_VAULT !== undefined) return inVault(KEY_VAULT, variables);
  const others = { variables, propagationSeconds: keyPropagationSeconds };
  if (KEYS !== undefined) {
    remark('key ring: the setting KEYS');
    return { ...others, ...setting(KEYS), isSetting: true };
  }
  const file = resolve(KEYS_FILE);
  remark(`key ring: ${displayPath(file)}`);
  return { ...others, ...keyRingFile(await realpath(file).catch(() => file)), isSetting: false };
}

async function inVault(vault: string, variables: Variables): Promise<KeyRingPlace> {
  const { KEY_VAULT_SECRET: secret = 'tessera-key-ring', KEY_PUBLICATION_TIME } = variables;
  const problems = vaultProblems(variables);
  if (problems.length > 0 || !URL.canParse(vault))
    throw refusal('The vault cannot be used:', [
      ...problems,
      ...(problems.length > 0 ? [] : ['KEY_VAULT must be the https URL of a vault']),
    ]);
  remark(`key ring: the secret ${secret} of ${vault}`);
  const propagationSeconds = Number(KEY_PUBLICATION_TIME ?? defaultPublicationSeconds);
  if (!(propagationSeconds >= minPublicationSeconds)) {
    throw new CommandError(`KEY_PUBLICATION_TIME must be a number of seconds from ${minPublicationSeconds} on.`);
  }
  return { variables, propagationSeconds, ...(await keyRingVault({ vault, secret }, variables)), isSetting: false };
}

function setting(json: string): RingStorage {
  const read = async () => checkedRing('KEYS', parseKeysSetting(json));
  return {
    read,
    async change(change) {
      const ring = await change(await read());
      await tryRing(ring);
      return ring;
    },
  };
}
