// The service of the operator's settings, for requests that must change nothing.

import type { Clock } from '../../shared/base/clock.ts';
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { readClientsFile } from '../../shared/clients/clients-file.ts';
import { enabledGrantTypes } from '../../shared/clients/grant-types.ts';
import { clientRegistry } from '../../shared/clients/registry.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { createRepeatCounter } from '../../shared/grants/refresh-repeats.ts';
import { type KeyRing, openKeyRing } from '../../shared/keys/key-ring.ts';
import type { SigningAlg } from '../../shared/keys/key-ring-record.ts';
import type { Keys } from '../../shared/keys/keys.ts';
import { unreported } from '../../shared/log/reporting.ts';
import { openProviderRegistry } from '../../shared/providers/provider-registry.ts';
import type { Upstreams } from '../../shared/providers/upstreams.ts';
import { openRemoteKeys } from '../../shared/remote/remote-keys.ts';
import { openProbe } from '../../shared/serving/probe.ts';
import type { Service } from '../../shared/serving/service.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import type { StoreClock } from '../../shared/store/store-clock.ts';
import { openUpkeep } from '../../shared/upkeep/upkeep.ts';
import { openPasswords } from '../../shared/users/password.ts';
import { openKeyRingPlace } from '../deployment/key-ring-place.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { type DryRunStore, dryRunStore, type ReadableStore } from './dry-run-store.ts';
import { type Limits, openLimits } from './not-judged.ts';

export interface DryRun {
  readonly service: Service;
  readonly store: DryRunStore;
  readonly limits: Limits;
  /** What the store threw, if it could not be reached. */
  storeFailure(): StoreUnavailableError | undefined;
}

/**
 * Nothing is counted, nothing is written, and no key ring is made.
 * @param real undefined with STORE=memory, whose data cannot be read from another process
 * @throws ConfigError, CommandError
 */
export async function openDryRun(settings: Settings, real: ReadableStore | undefined, clock: Clock): Promise<DryRun> {
  const limits = openLimits();
  const clients = settings.clientsFile === undefined ? [] : await readClientsFile(settings.clientsFile);
  const record = await (await openKeyRingPlace()).read();
  const ring = record && (await openKeyRing(record, settings.issuer));
  let failure: StoreUnavailableError | undefined;

  const store = dryRunStore({
    async read(partition) {
      if (!real) return { rows: readOfMemory(partition, limits), readAt: clock.now() };
      try {
        return await real.read(partition);
      } catch (thrown) {
        if (thrown instanceof StoreUnavailableError) failure = thrown;
        throw thrown;
      }
    },
  });
  const keys = keysOf(ring, limits);
  const upkeep = openUpkeep({ store, clock }, { steps: [] });
  const { signingAlg } = settings;
  return {
    store,
    limits,
    storeFailure: () => failure,
    service: {
      settings,
      clock,
      keys,
      clients: clientRegistry(clients, { store, clock }),
      providers: openProviderRegistry([], { store, clock, keys }),
      upstreams: noUpstreams,
      remoteKeys: openRemoteKeys({ clock, deadlines: processDeadlines(), allowsLoopback: isLoopback(settings.issuer) }),
      grantTypes: enabledGrantTypes(settings),
      store,
      storeClock,
      probe: openProbe({ keys, signingAlg, upkeep, storeClock, clock }),
      barriers: openBarriers({ store, clock }),
      repeats: createRepeatCounter(),
      // A wrong secret in a saved request is not an attempt to guess.
      failures: {
        blockedFor: () => 0,
        count: () => 0,
        note() {},
        begin: () => ({ takeBack() {}, fail() {} }),
        settled: async () => {},
      },
      passwords: openPasswords(),
      upkeep,
      // No app is told of anything.
      logouts: { announce: async () => {}, start() {}, settled: async () => {}, close: async () => {} },
      ...unreported,
    },
  };
}

/** The clock may be set to long ago, and that of the service is another in any case: doctor looks at clocks. */
const storeClock: StoreClock = {
  requireClockInSync: async () => {},
  storeTime: (moment) => Math.floor(moment / 1000),
};

function keysOf(ring: KeyRing | undefined, limits: Limits): Keys {
  // For the same reason the age of keys is not checked.
  const ageless = ring && { ...ring, signingKey: (alg: SigningAlg) => ({ ...ring.signingKey(alg), createdAt: 0 }) };
  return {
    current: async () =>
      ageless ??
      limits.stop('There is no key ring here: codes and tokens cannot be read or signed. Set KEYS or KEYS_FILE.'),
  };
}

/** With STORE=memory nothing is registered; grants may exist in the process of the service, and cannot be checked here. */
function readOfMemory(partition: string, limits: Limits): readonly [] {
  if (/-(?:client|user|subject|consent|session|visit|barriers|failures|upkeep)-/.test(partition)) return [];
  return limits.stop('STORE is memory: the grants of the running service cannot be read from here.');
}

/** A sign-in elsewhere cannot be explained: its code works once. */
const noUpstreams: Upstreams = {
  of: () => Promise.reject(new CommandError('A sign-in at another provider cannot be explained.')),
};
