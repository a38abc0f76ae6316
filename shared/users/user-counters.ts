// Which counters a password goes to, by where it comes from. docs/guessing.md has the figures.
import type { Counter } from '../guessing/counter.ts';
import { type CallerAddress, perNetwork } from '../http/caller-address.ts';

/** Wrong passwords in a window. */
export const userLimits = {
  /** Over all users, from one address: a common password tried for each, or an office whose people mistype theirs. */
  address: 50,
  /** For one user from one address. */
  userAtAddress: 10,
  /** For one user from all addresses together. */
  user: 50,
  /** For one user from one device that has signed this user in before. */
  device: 10,
  /** From all devices of a user: one who once had the password may have made any number of them. */
  devices: 20,
  /** For one user by one app that sends passwords itself and has proved which app it is. */
  userOfApp: 10,
  /** For all users by one such app. More block nothing: its own users may be many, and the log says so. */
  app: 100,
  /** Passwords from one address that were refused because too many were waiting. */
  refusals: 50,
} as const;

/** Attempts at a time for one user, so that the others of an instance are not kept waiting. */
const maxOpenForUser = 4;

/** Where a password comes from. */
export interface LoginSource {
  /** As `normaliseUsername` gives it, whether there is such a user or not: so blocking tells nothing of it. */
  readonly username: string;
  readonly address: CallerAddress | undefined;
  /** That has signed this user in before; undefined for any other browser. */
  readonly device: string | undefined;
  /** The id of a confidential client that has authenticated and sends the password itself. */
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
  // Others' failures never lock the owner's device out, and the owner's do not count against whoever shares the address.
  if (device !== undefined) return [deviceCounter(username, device), devicesCounter(username)];
  // The address is that of the app, which speaks for all of its users.
  if (app !== undefined) {
    const limit = userLimits.userOfApp;
    // Failures of invented names are never shared, so sharing would tell the app's callers which names exist.
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

/** Never asked whether it blocks: strangers fill it through the app's own login form. */
export function appCountersOf({ app }: LoginSource): readonly Counter[] {
  return app === undefined ? [] : [{ kind: 'app', of: [app], limit: userLimits.app, isShared: 'never' }];
}

/** None for a device or an app: their refusals are the work of others. */
export function refusalCountersOf({ address, device, app }: LoginSource): readonly Counter[] {
  if (address === undefined || device !== undefined || app !== undefined) return [];
  return perNetwork(address, userLimits.refusals, (network, limit) => {
    return { kind: 'refused address', of: [network], limit, isShared: 'never' };
  });
}
