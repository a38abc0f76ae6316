// Where `npm start` listens: on loopback addresses only, unless HOST names another address.
import { isIP } from 'node:net';
import { loopbackAddresses } from './listen.ts';

export interface Addresses {
  readonly addresses: readonly string[];
  readonly warning?: string;
}

/** Names are ignored, since some shells and tools set HOST to the name of the machine. */
export function addressesOf(host: string | undefined): Addresses {
  if (host === undefined || host === 'localhost') return { addresses: loopbackAddresses };
  if (isIP(host) === 0) {
    return { addresses: loopbackAddresses, warning: `HOST is ignored: "${host}" is not an IP address.` };
  }
  if (isOfThisMachine(host)) return { addresses: [...new Set([...loopbackAddresses, host])] };
  const warning = `Warning: with HOST=${host} everyone who can reach this machine can reach the service, its clients and its users, over plain http.`;
  // `::` covers IPv4 as well; 0.0.0.0 does not cover ::1.
  if (/^[0:]+$/.test(host)) return { addresses: ['::'], warning };
  return { addresses: host === '0.0.0.0' ? [host, '::1'] : [...loopbackAddresses, host], warning };
}

function isOfThisMachine(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}
