// Opens the key ring from its setting, file or vault, and says in the log what becomes of it.
import type { Clock } from '../base/clock.ts';
import { ConfigError } from '../base/config-error.ts';
import type { Deadlines } from '../base/deadlines.ts';
import { isLoopback } from '../base/loopback.ts';
import type { KeysOfVault } from '../key-vault/keys-from-vault.ts';
import type { RingVersions } from '../key-vault/ring-versions.ts';
import type { VaultPlace } from '../key-vault/vault-place.ts';
import { findOpenMode } from '../keys/file-mode.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import { ensureKeyFile, idTokenAlg, type Keys, keysFromFile, keysFromSetting } from '../keys/keys.ts';
import { writeEvent } from '../log/write-event.ts';
import type { Settings } from '../settings/settings.ts';

interface KeyParts {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
}

/** The key ring; with `vault` if that is where it is. */
export interface OpenedKeys {
  readonly keys: Keys;
  readonly vault?: { readonly keys: KeysOfVault; readonly versions: RingVersions };
}

const reportIntervalMs = 3_600_000;

/** @param algs that the ring must be able to sign with @throws ConfigError */
export async function openKeys(settings: Settings, algs: readonly SigningAlg[], parts: KeyParts): Promise<OpenedKeys> {
  const { issuer, keys: place } = settings;
  if ('json' in place) return { keys: await keysFromSetting(place.json, issuer, algs) };
  return 'vault' in place
    ? openVault(place, settings, algs, parts)
    : { keys: await openFile(place.file, settings, algs, parts) };
}

async function openVault(
  place: VaultPlace,
  { issuer, isInAzure, identityClientId: clientId, rotation: { publicationSeconds } }: Settings,
  algs: readonly SigningAlg[],
  { clock, deadlines }: KeyParts,
): Promise<OpenedKeys> {
  // Imported here, so that a start without a vault does not load the Azure SDK.
  const [{ openVaultSecret }, { keysFromVault }] = await Promise.all([
    import('../key-vault/vault-secret.ts'),
    import('../key-vault/keys-from-vault.ts'),
  ]);
  const versions = openVaultSecret(place, { clientId, isManaged: isInAzure }, { clock, deadlines });
  const file = `${place.vault}/secrets/${place.secret}`;
  let reported: { readonly problems: unknown; readonly at: number } | undefined;
  const keys = await keysFromVault(
    issuer,
    algs,
    { versions, clock, publicationSeconds, maxWaitMs: deadlines.clientLookupTimeoutMs },
    {
      onChanged: (ring, version) => writeEvent({ event: 'key_ring_changed', file, version, kids: kidsOf(ring) }),
      onFailed: (cause) => {
        const problems = problemsOf(cause);
        const isKnown =
          String(reported?.problems) === String(problems) && clock.now() - (reported?.at ?? 0) < reportIntervalMs;
        if (isKnown) return;
        reported = { problems, at: clock.now() };
        writeEvent({ event: 'key_ring_unreadable', file, problems });
      },
      onReached: () => {
        reported = undefined;
        writeEvent({ event: 'key_ring_read_again', file });
      },
    },
  );
  return { keys, vault: { keys, versions } };
}

async function openFile(
  file: string,
  { issuer, signingAlg, isInAzure }: Settings,
  algs: readonly SigningAlg[],
  { clock, deadlines: { keyFileTimeoutMs } }: KeyParts,
): Promise<Keys> {
  // Generates keys for local use only: instances with different keys would reject each other's tokens.
  if (isLoopback(issuer) && (await ensureKeyFile(file, [signingAlg, idTokenAlg], clock))) {
    writeEvent({ event: 'key_ring_made', file });
  }
  const keys = await keysFromFile(
    file,
    issuer,
    algs,
    { clock, keyFileTimeoutMs },
    {
      onChanged: (ring) => writeEvent({ event: 'key_ring_changed', file, kids: kidsOf(ring) }),
      onUnreadable: (cause) => writeEvent({ event: 'key_ring_unreadable', file, problems: problemsOf(cause) }),
    },
  );
  // Azure mounts report mode 0777 for all files.
  const mode = isInAzure ? undefined : await findOpenMode(file);
  if (mode !== undefined) writeEvent({ event: 'key_ring_open', file, mode });
  return keys;
}

function problemsOf(cause: unknown): readonly string[] | string {
  return cause instanceof ConfigError ? cause.problems : String(cause);
}

function kidsOf(ring: KeyRing): readonly string[] {
  return [...ring.algs.map((alg) => ring.signingKey(alg).kid), ring.sealingKid];
}
