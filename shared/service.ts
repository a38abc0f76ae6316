// The composition root: settings become what a request is answered with. Built once a process.
import type { Client } from './clients/client.ts';
import { type ClientRegistry, clientRegistry, readClientsFile } from './clients/registry.ts';
import { type Clock, systemClock } from './clock.ts';
import { ensureKeyFile, idTokenAlg, type Keys, keysFromFile, keysFromSetting } from './keys/keys.ts';
import { type Repeats, repeatsSeen } from './records/repeats.ts';
import { readSettings, type Settings } from './settings.ts';
import { bothOrProblems, SettingsError } from './settings-error.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

export interface Service {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly clients: ClientRegistry;
  readonly store: Store;
  readonly repeats: Repeats;
}

/** @throws SettingsError that lists everything that is wrong */
export async function openService(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
): Promise<Service> {
  const settings = readSettings(environment);
  const [keys, clients] = await bothOrProblems(openKeys(settings, clock), readClientsFile(settings.clientsFile));
  checkTogether(settings, clients, (await keys.current()).algs);
  return {
    settings,
    clock,
    keys,
    clients: clientRegistry(clients),
    store: memoryStore(clock),
    repeats: repeatsSeen(),
  };
}

async function openKeys(settings: Settings, clock: Clock): Promise<Keys> {
  if ('json' in settings.keys) return keysFromSetting(settings.keys.json, settings.issuer);
  const { file } = settings.keys;
  if (!settings.isInAzure) await ensureKeyFile(file, [settings.signingAlg, idTokenAlg], clock);
  return keysFromFile(file, settings.issuer, clock, (cause) => {
    // Outside a request there is no logger of the host's; it takes the console's lines.
    console.error(
      JSON.stringify({
        event: 'key_ring_unreadable',
        file,
        problems: cause instanceof SettingsError ? cause.problems : String(cause),
      }),
    );
  });
}

/** @throws SettingsError */
function checkTogether(settings: Settings, clients: readonly Client[], algs: readonly string[]): void {
  const forgetful = clients.filter(({ grantTypes }) => grantTypes.some((type) => type !== 'client_credentials'));
  const idTokenAlgs = clients.filter(({ scope }) => scope.includes('openid')).map((client) => client.idTokenAlg);
  const missing = [...new Set([settings.signingAlg, ...idTokenAlgs])].filter((alg) => !algs.includes(alg));
  const problems = [
    ...missing.map((alg) => `the key ring has no active signing key for ${alg}`),
    ...(settings.isInAzure && settings.store === 'memory' && forgetful.length > 0
      ? [
          `STORE: memory loses what it promised; in Azure it serves client_credentials alone, not ${forgetful.map(({ id }) => id).join(', ')}`,
        ]
      : []),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
}
