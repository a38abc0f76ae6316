// The key ring in a vault: each change is a new version of its secret.
import { setTimeout } from 'node:timers/promises';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { parseJson } from '../../shared/base/json-file.ts';
import { followsNone, type RingVersions, VaultError } from '../../shared/key-vault/ring-versions.ts';
import type { VaultPlace } from '../../shared/key-vault/vault-place.ts';
import { findInForce } from '../../shared/key-vault/version-chain.ts';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { storedRing } from '../../shared/keys/stored-ring.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { checkedRing, tryRing } from './checked-ring.ts';
import type { Variables } from './operator-settings.ts';
import type { RingStorage } from './ring-storage.ts';

/** A service or another command was faster as often as this. */
const maxTries = 5;

const clockToleranceSeconds = 60;

/** Until a second of the vault's clock is over. */
const lookAgainMs = 250;
const maxLooks = 8;

export async function keyRingVault(place: VaultPlace, { AZURE_CLIENT_ID: clientId }: Variables): Promise<RingStorage> {
  const { openVaultSecret } = await import('../../shared/key-vault/vault-secret.ts');
  const deadlines = processDeadlines();
  const patient = { ...deadlines, vaultTimeoutMs: deadlines.operatorStoreTimeoutMs };
  return ofVersions(openVaultSecret(place, { clientId, isManaged: false }, { clock: systemClock, deadlines: patient }));
}

interface Found {
  readonly ring: KeyRingRecord | undefined;
  /** What the next version has to follow. */
  readonly head: string;
  /** Seconds since the epoch. */
  readonly vaultTime: number;
}

function ofVersions(versions: RingVersions): RingStorage {
  async function find(): Promise<Found> {
    const { versions: listed, vaultTime } = await versions.list();
    const inForce = findInForce(listed);
    const content = inForce?.content;
    // A new ring would refuse all that the disabled ones made.
    if (inForce && !content)
      throw new CommandError('Every version of the key ring in the vault is disabled. Enable the one that counts.');
    const read = content && checkedRing('KEY_VAULT', parseJson('KEY_VAULT', await versions.read(content.id)));
    const ring = read && storedRing(read, content.createdAt);
    return { ring, head: inForce?.head.id ?? followsNone, vaultTime };
  }

  /** Whether a version with that content follows the head for good: others may have followed it since then. */
  async function isInForce(content: string, head: string): Promise<boolean> {
    for (let looks = 0; looks < maxLooks; looks += 1) {
      const { versions: listed, vaultTime } = await versions.list();
      const next = findInForce(listed)?.chain.find(({ follows }) => follows === head);
      if (next === undefined || (await versions.read(next.id)) !== content) return false;
      // Within its second another one may still come before it.
      if (vaultTime > next.createdAt) return true;
      await setTimeout(lookAgainMs);
    }
    return true;
  }

  return {
    read: () => explained(async () => (await find()).ring),
    change: (change) =>
      explained(async () => {
        for (let tries = 0; tries < maxTries; tries += 1) {
          const { ring: before, head, vaultTime } = await find();
          requireSameTime(vaultTime);
          const ring = await change(before);
          await tryRing(ring);
          const content = JSON.stringify(ring);
          // The answer to a write may be lost: what is in force afterwards tells.
          const failure = await versions.add(content, head).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (await isInForce(content, head)) return ring;
          if (failure !== undefined) throw failure;
        }
        throw new CommandError('The key ring was changed by others again and again. Run the command again.');
      }),
  };
}

/** With a clock that is ahead, a next key would be made active before it is known. @throws CommandError */
function requireSameTime(vaultTime: number): void {
  const ahead = seconds(systemClock) - vaultTime;
  if (Math.abs(ahead) <= clockToleranceSeconds) return;
  const differs = `${Math.abs(ahead)} seconds ${ahead > 0 ? 'ahead of' : 'behind'}`;
  throw new CommandError(
    `The clock of this machine is ${differs} that of the vault. Correct it, and run the command again.`,
  );
}

const hints: Readonly<Partial<Record<VaultError['trouble'], string>>> = {
  forbidden:
    'Give your account the role Key Vault Secrets Officer on the vault (a new role takes some minutes), and let its firewall pass this machine.',
  unidentified: 'Sign in: az login.',
  unreachable: 'Check KEY_VAULT, and whether this machine may reach the vault.',
};

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof VaultError)) throw thrown;
    throw new CommandError([thrown.message, hints[thrown.trouble] ?? ''].filter(Boolean).join('\n'), { cause: thrown });
  }
}
