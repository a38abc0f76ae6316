// Where the key ring is: a vault and a secret of it. The token of the identity is sent there, so only real vaults are accepted.
import { isLoopback } from '../base/loopback.ts';

export interface VaultPlace {
  /** The https URL of the vault. */
  readonly vault: string;
  /** The name of the secret. */
  readonly secret: string;
}

/** Of Azure, of Azure in China, and of Azure Government. */
const vaultDomains = ['.vault.azure.net', '.vault.azure.cn', '.vault.usgovcloudapi.net'];

/** @param values with the setting KEY_VAULT, if there is one */
export function vaultProblems({
  KEY_VAULT,
  ISSUER = '',
}: Readonly<Record<string, string | undefined>>): readonly string[] {
  // The schema of the settings reports any other form.
  if (KEY_VAULT === undefined || !URL.canParse(KEY_VAULT) || !KEY_VAULT.startsWith('https://')) return [];
  const { hostname } = new URL(KEY_VAULT);
  if (vaultDomains.some((domain) => hostname.endsWith(domain))) return [];
  // A laptop may have a stand-in.
  if (isLoopback(KEY_VAULT) && URL.canParse(ISSUER) && isLoopback(ISSUER)) return [];
  return [`KEY_VAULT must be a vault: a host that ends with ${vaultDomains.join(', ')}`];
}
