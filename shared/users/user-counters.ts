// Selects the failure counters of a password by its source. docs/guessing.md has the figures.
import type { Counter } from '../guessing/counter.ts';
import { type CallerAddress, perNetwork } from '../http/caller-address.ts';

/** Wrong passwords per window. `refusals` counts those that were not checked, since the queue was full. */
export const userLimits = {
  /** For all users from one address: an attacker who tries one common password for each, or an office with typing errors. */
  address: 50,
  userAtAddress: 10,
  user: 50,
  device: 10,
  /** From all devices of a user: somebody who once had the password may have created many of them. */
  devices: 20,
  userOfApp: 10,
  /** For all users from one such app. More are only logged, not blocked, since the app may have many users. */
  app: 100,
  refusals: 50,
} as const;

/** Concurrent attempts for one user, so that other users of the instance do not have to wait. */
const maxOpenForUser = 4;

export interface LoginSource {
  /** Normalised. Unknown users count like others, so that blocking does not reveal which users exist. */
  readonly username: string;
  readonly address: CallerAddress | undefined;
  /** Id of a device on which this user has signed in before; undefined for other browsers. */
  readonly device: string | undefined;
  /** `passwordTagOf` the last sign-in on the device. After a new password, the device counts as a new browser. */
  readonly passwordTag?: string | undefined;
  /** Id of an authenticated confidential client that sends the password itself. */
  readonly app?: string | undefined;
}

export function deviceCounter(username: string, device: string): Counter {
  return {
    kind: 'device',
    of: [username, device],
    limit: userLimits.device,
    maxOpen: maxOpenForUser,
    isShared: 'always',
  };
}

export function devicesCounter(username: string): Counter {
  return { kind: 'devices', of: [username], limit: userLimits.devices, maxOpen: maxOpenForUser, isShared: 'always' };
}

export function userCounters({ username, address, device, app }: LoginSource): readonly Counter[] {
  // Failures of others never lock out the owner's device, and the owner's do not count against others at the same address.
  if (device !== undefined) return [deviceCounter(username, device), devicesCounter(username)];
  // The address is the app's, for all its users, so it is not counted.
  if (app !== undefined) {
    const limit = userLimits.userOfApp;
    // Failures of unknown users are never shared between instances, so sharing these would reveal which users exist.
    return [{ kind: 'user of app', of: [username, app], limit, maxOpen: maxOpenForUser, isShared: 'never' }];
  }
  const user: Counter = { kind: 'user', of: [username], limit: userLimits.user, isShared: 'for existing users' };
  if (address === undefined) return [{ ...user, maxOpen: maxOpenForUser }];
  return [
    ...addressCounters(address),
    ...perNetwork(address, userLimits.userAtAddress, (network, limit): Counter => {
      return { kind: 'user at address', of: [username, network], limit, maxOpen: maxOpenForUser, isShared: 'never' };
    }),
    user,
  ];
}

function addressCounters(address: CallerAddress): readonly Counter[] {
  return perNetwork(address, userLimits.address, (network, limit) => {
    return { kind: 'user address', of: [network], limit, isShared: 'always' };
  });
}

/** Never blocks: anyone can fill it through the app's own login form. */
export function appCountersOf({ app }: LoginSource): readonly Counter[] {
  return app === undefined ? [] : [{ kind: 'app', of: [app], limit: userLimits.app, isShared: 'never' }];
}

/** Empty for devices and apps, since others cause their refusals. */
export function refusalCountersOf({ address, device, app }: LoginSource): readonly Counter[] {
  if (address === undefined || device !== undefined || app !== undefined) return [];
  return perNetwork(address, userLimits.refusals, (network, limit) => {
    return { kind: 'refused address', of: [network], limit, isShared: 'never' };
  });
}
