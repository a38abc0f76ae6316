// What the cases of one run share.
import { Unmet } from './outcome.ts';
import type { Send } from './send.ts';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** What the command has registered in the store. */
export interface OwnClients {
  readonly web: Credentials;
  readonly app: { readonly id: string };
  readonly api: Credentials;
  readonly user: { readonly username: string; readonly password: string };
  readonly redirectUri: string;
  readonly resource: string;
  readonly scope: string;
}

export interface Play {
  readonly issuer: string;
  readonly send: Send;
  /** Gets tokens with client_credentials. */
  readonly client: Credentials | undefined;
  /** What it asks for, if it has no default. */
  readonly scope: string | undefined;
  readonly own: OwnClients | undefined;
}

/** Made once for each run, when a case first needs it. */
export function perPlay<T>(make: (play: Play) => Promise<T>): (play: Play) => Promise<T> {
  const made = new WeakMap<Play, Promise<T>>();
  return (play) => {
    const found = made.get(play) ?? make(play);
    made.set(play, found);
    return found;
  };
}

/** @throws Unmet */
export function requireClient({ client }: Play): Credentials {
  if (!client) throw new Unmet('there is no client');
  return client;
}

/** @throws Unmet */
export function requireOwn({ own }: Play): OwnClients {
  if (!own) throw new Unmet('its clients are not registered');
  return own;
}
