// Where `npm start` listens: this machine alone, unless HOST names another address.
import { isIP } from 'node:net';
import { loopbackAddresses } from './listen.ts';

export interface Addresses {
  readonly addresses: readonly string[];
  /** For the terminal. */
  readonly warning?: string;
}

/** Some shells and tools set HOST to the name of the machine, so that a name counts for nothing. */
export function addressesOf(host: string | undefined): Addresses {
  if (host === undefined || host === 'localhost') return { addresses: loopbackAddresses };
  if (isIP(host) === 0) {
    return { addresses: loopbackAddresses, warning: `HOST is "${host}", which is not an IP address: it is ignored.` };
  }
  if (isOfThisMachine(host)) return { addresses: [...new Set([...loopbackAddresses, host])] };
  const warning = `Warning: with HOST=${host} whoever reaches this machine reaches the service, over http and with whatever clients and users it has here.`;
  // All addresses of IPv6 are those of IPv4 too, and all of IPv4 are one of these two.
  if (/^[0:]+$/.test(host)) return { addresses: ['::'], warning };
  return { addresses: host === '0.0.0.0' ? [host, '::1'] : [...loopbackAddresses, host], warning };
}

function isOfThisMachine(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}
