// The composition root: builds from the settings everything that answers a request. Runs once per process.

import { type Clock, systemClock } from '../base/clock.ts';
import { bothOrProblems } from '../base/config-error.ts';
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { isLoopback } from '../base/loopback.ts';
import type { Client } from '../clients/client.ts';
import { readClientsFile } from '../clients/clients-file.ts';
import { enabledGrantTypes } from '../clients/grant-types.ts';
import { type ClientRegistry, clientRegistry } from '../clients/registry.ts';
import { type Barriers, openBarriers } from '../grants/barriers.ts';
import { createRepeatCounter, type RepeatCounter } from '../grants/refresh-repeats.ts';
import { createFailureCounters, type Failures } from '../guessing/failures.ts';
import type { KeysOfVault } from '../key-vault/keys-from-vault.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import type { Keys } from '../keys/keys.ts';
import { shortened } from '../log/echo.ts';
import { writeEvent } from '../log/write-event.ts';
import { type Logouts, openLogouts } from '../logout/logouts.ts';
import type { Provider } from '../providers/provider-record.ts';
import { openProviderRegistry, type ProviderRegistry } from '../providers/provider-registry.ts';
import { openUpstreams, type Upstreams } from '../providers/upstreams.ts';
import { openRemoteKeys, type RemoteKeys } from '../remote/remote-keys.ts';
import { rotationStep } from '../rotation/rotation-step.ts';
import { readSettings, type Settings } from '../settings/settings.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { type StoreClock, trackClock } from '../store/store-clock.ts';
import type { RequestObserver } from '../telemetry/request-observer.ts';
import { upkeepSteps } from '../upkeep/steps.ts';
import { openUpkeep, type Upkeep } from '../upkeep/upkeep.ts';
import { openPasswords, type Passwords } from '../users/password.ts';
import { checkStore } from './check-store.ts';
import { openKeys } from './open-keys.ts';
import { openProbe, type Probe } from './probe.ts';

export interface Service {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly keys: Keys;
  /** The same keys, if they are in a vault. */
  readonly keysOfVault?: KeysOfVault;
  readonly clients: ClientRegistry;
  /** Where users sign in who have no password here. */
  readonly providers: ProviderRegistry;
  /** The same providers, as a sign-in uses them. */
  readonly upstreams: Upstreams;
  /** Keys of clients and of issuers elsewhere. */
  readonly remoteKeys: RemoteKeys;
  readonly grantTypes: ReadonlySet<string>;
  readonly store: Store;
  readonly storeClock: StoreClock;
  readonly barriers: Barriers;
  readonly probe: Probe;
  readonly repeats: RepeatCounter;
  readonly failures: Failures;
  readonly passwords: Passwords;
  readonly upkeep: Upkeep;
  /** Tells apps that sessions have ended. */
  readonly logouts: Logouts;
  /** Receives every request and its parts, for telemetry. */
  readonly observer?: RequestObserver;
}

/** @throws ConfigError that lists all problems of the configuration */
export async function openService(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
  deadlines: Deadlines = productionDeadlines,
): Promise<Service> {
  const settings = readSettings(environment);
  const pendingClients =
    settings.clientsFile === undefined ? Promise.resolve([]) : readClientsFile(settings.clientsFile);
  const pendingProviders = providersOf(settings);
  // Its problems are reported with those of the keys.
  pendingProviders.catch(() => {});
  const algs = await pendingClients.then(
    (clients) => algsInUse(settings, clients),
    () => [settings.signingAlg],
  );
  const [{ keys, vault }, [clients, providers]] = await bothOrProblems(
    openKeys(settings, algs, { clock, deadlines }),
    bothOrProblems(pendingClients, pendingProviders),
  );
  checkStore(settings, clients);
  const { store, storeClock } = trackClock(await openStore(settings, { clock, deadlines }), clock);
  const { signingAlg } = settings;
  const isRotated = vault !== undefined && settings.rotation.periodSeconds > 0;
  const rotation = isRotated ? [rotationStep([...algs, 'sealing'], settings.rotation, vault)] : [];
  const { clientLookupTimeoutMs } = deadlines;
  const registry = clientRegistry(clients, { store, clock, clientLookupTimeoutMs, onChange });
  const remote = { allowsLoopback: isLoopback(settings.issuer), deadlines };
  const logouts = openLogouts({ store, clock, keys, clients: registry, settings, remote, deadlines, log: writeEvent });
  const upkeep = openUpkeep({ store, clock }, { deadlines, steps: [...upkeepSteps, logouts.step, ...rotation] });
  const observer = await openObserver(settings, deadlines);
  return {
    settings,
    clock,
    keys,
    clients: registry,
    providers: openProviderRegistry(providers, { store, clock, keys, clientLookupTimeoutMs, onUnusable }),
    upstreams: openUpstreams({ clock, deadlines, keys, settings, allowsLoopback: isLoopback(settings.issuer) }),
    remoteKeys: openKeysElsewhere(settings, { clock, deadlines }),
    grantTypes: enabledGrantTypes(settings),
    store,
    storeClock,
    barriers: openBarriers({ store, clock, onRaised: () => logouts.start() }),
    ...(vault && { keysOfVault: vault.keys }),
    probe: openProbe({ keys, signingAlg, upkeep, storeClock, clock }),
    repeats: createRepeatCounter(),
    failures: createFailureCounters(),
    passwords: openPasswords(deadlines),
    upkeep,
    logouts,
    ...(observer && { observer }),
  };
}

/** Loads OpenTelemetry only when it is configured, because loading it is slow. */
async function openObserver({ telemetry }: Settings, deadlines: Deadlines): Promise<RequestObserver | undefined> {
  if (!telemetry) return undefined;
  const { openTelemetry } = await import('../telemetry/open-telemetry.ts');
  return openTelemetry(telemetry, deadlines);
}

async function providersOf({ providersFile }: Settings): Promise<readonly Provider[]> {
  if (providersFile === undefined) return [];
  const { readProvidersFile } = await import('../providers/providers-file.ts');
  return readProvidersFile(providersFile);
}

/** The algorithms that the key ring must be able to sign with. */
function algsInUse({ signingAlg }: Settings, clients: readonly Client[]): readonly SigningAlg[] {
  const idTokenAlgs = clients.filter(({ scope }) => scope.includes('openid')).map((client) => client.idTokenAlg);
  const resourceAlgs = clients.flatMap(({ resources }) => resources.flatMap((resource) => resource.signingAlg ?? []));
  return [...new Set([signingAlg, ...idTokenAlgs, ...resourceAlgs])];
}

function openKeysElsewhere(
  { issuer }: Settings,
  parts: { readonly clock: Clock; readonly deadlines: Deadlines },
): RemoteKeys {
  return openRemoteKeys({
    ...parts,
    allowsLoopback: isLoopback(issuer),
    onFailed: ({ document, reason }) =>
      writeEvent({ event: 'remote_document_failed', document: shortened(document), problems: reason }),
    onChanged: (document, names) =>
      writeEvent({ event: 'remote_keys_changed', document: shortened(document), kids: names.map(shortened) }),
  });
}

function onChange(id: string, change: 'updated' | 'removed'): void {
  writeEvent({ event: 'client_changed', client_id: id, change });
}

function onUnusable(id: string, problems: readonly string[]): void {
  writeEvent({ event: 'provider_unusable', provider: id, problems: problems.join('; ') });
}
