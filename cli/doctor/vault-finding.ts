import { VaultError } from '../../shared/key-vault/ring-versions.ts';
import type { Finding } from './finding.ts';

/** For a vault that refuses this account or this machine; undefined for anything else. */
export function vaultFinding(thrown: unknown, vault: string): Finding | undefined {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (!(cause instanceof VaultError) || cause.trouble !== 'forbidden') return undefined;
  return { check: 'keys', is: 'wrong', what: cause.message, todo: todoFor(cause.message, vault) };
}

function todoFor(message: string, vault: string): string {
  const name = new URL(vault).hostname.split('.', 1)[0];
  if (message.includes('ForbiddenByFirewall') || message.includes('ForbiddenByConnection')) {
    return `the firewall of the vault refuses this machine: az keyvault network-rule add --name ${name} --ip-address <its address>, or run this in the virtual network`;
  }
  const scope = `"$(az keyvault show --name ${name} --query id --output tsv)"`;
  return `the account lacks the role Key Vault Secrets Officer (a new one takes some minutes to work): az role assignment create --role "Key Vault Secrets Officer" --assignee <the app's identity, or you> --scope ${scope}`;
}
