// A service of this process whose key ring is in a vault: the stand-in for Key Vault, and what the service logs.
import { vi } from 'vitest';
import type { TestClock } from './clock.ts';
import { type KeyVaultStandIn, openKeyVaultStandIn } from './key-vault-stand-in.ts';

export interface VaultOfService {
  readonly vault: KeyVaultStandIn;
  /** The settings of the service. */
  readonly environment: Readonly<Record<string, string>>;
  /** The lines of its log that no request made. */
  readonly lines: Record<string, unknown>[];
}

/** To be called before each test, which mends the environment after it. */
export async function openVaultOfService(clock: TestClock): Promise<VaultOfService> {
  const vault = await openKeyVaultStandIn(clock.now);
  // A running process cannot be told of a certificate.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  for (const [name, value] of Object.entries(vault.environment)) vi.stubEnv(name, value);
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  return { vault, environment: { KEYS: '', KEY_VAULT: vault.url, ISSUER: 'http://localhost:7071' }, lines };
}
