// Where a document is fetched from: the URL, and the one address that its name is resolved to and checked.
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { loopbackHosts } from '../base/loopback.ts';
import { RemoteDocumentError } from './remote-document-error.ts';
import { isLoopbackAddress } from './special-addresses.ts';

export interface AddressRules {
  /** Whether http, and hosts of this machine, are allowed: only if the issuer is on loopback itself. */
  readonly allowsLoopback: boolean;
  resolve(host: string): Promise<readonly LookupAddress[]>;
  isGlobal(address: string): boolean;
}

const maxUrlLength = 2048;

/** @throws RemoteDocumentError if no document is fetched from such a URL */
export function documentUrl(text: string, { allowsLoopback }: Pick<AddressRules, 'allowsLoopback'>): URL {
  const refuse = (reason: string) => new RemoteDocumentError(text.slice(0, maxUrlLength), reason, 'url');
  if (text.length > maxUrlLength) throw refuse(`is longer than ${maxUrlLength} characters`);
  if (!URL.canParse(text)) throw refuse('is not a URL');
  const url = new URL(text);
  const isLocal = allowsLoopback && (loopbackHosts.includes(url.hostname) || isLoopbackAddress(literalOf(url)));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) throw refuse('does not begin with https://');
  if (url.username !== '' || url.password !== '') throw refuse('has a user name or password');
  if (text.includes('#')) throw refuse('has a fragment');
  if (url.hostname.endsWith('.')) throw refuse('has a host that ends with a dot');
  return url;
}

/**
 * Resolves the name once. The connection goes to the returned address, so a name that changes in between changes nothing.
 * @throws RemoteDocumentError if any address of the name is special
 */
export async function checkedAddress(url: URL, rules: AddressRules): Promise<LookupAddress> {
  const addresses = await addressesOf(url, rules);
  const [first] = addresses;
  if (first === undefined) throw new RemoteDocumentError(url.href, 'has a host without an address', 'unreachable');
  const isAllowed = ({ address }: LookupAddress) =>
    (url.protocol === 'https:' && rules.isGlobal(address)) || (rules.allowsLoopback && isLoopbackAddress(address));
  if (!addresses.every(isAllowed))
    throw new RemoteDocumentError(url.href, 'has a host with a special-use address', 'address');
  return first;
}

async function addressesOf(url: URL, { resolve }: AddressRules): Promise<readonly LookupAddress[]> {
  const literal = literalOf(url);
  if (isIP(literal) !== 0) return [{ address: literal, family: isIP(literal) }];
  try {
    return await resolve(url.hostname);
  } catch {
    throw new RemoteDocumentError(url.href, 'has a host that cannot be resolved', 'unreachable');
  }
}

/** The host, without the brackets of an IPv6 address. The URL parser has brought every notation of an address to one. */
export function literalOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
