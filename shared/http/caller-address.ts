// The address of a caller, from `X-Forwarded-For` and the number of trusted proxies.
import ipaddr from 'ipaddr.js';

/** A network that one party is likely to control: an IPv4 address, or the /64 of an IPv6 address. */
export type CallerAddress = string;

/**
 * Reads the entry of `X-Forwarded-For` that the outermost trusted proxy appended; callers can forge only those to the left of it.
 * @param trustedProxies how many proxies in front of the service append to the header; with 0 the header is ignored
 * @returns IPv4, or `<prefix>/64` in the form of RFC 5952; undefined if the address is unknown; never throws
 */
export function callerAddress(forwardedFor: string | null, trustedProxies: number): CallerAddress | undefined {
  // `at(-0)` would be the leftmost entry, which callers can forge.
  if (forwardedFor === null || trustedProxies < 1) return undefined;
  const host = withoutPort(forwardedFor.split(',').at(-trustedProxies)?.trim() ?? '');
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return host;
  if (!ipaddr.IPv6.isValid(host)) return undefined;
  const address = ipaddr.IPv6.parse(host);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}

/** Larger IPv6 networks that one party may control; the limit of a /64 times `factor` is theirs. */
const widerNetworks = [
  { bits: 56, factor: 2 },
  { bits: 48, factor: 3 },
] as const;

/** A value for the address, and of IPv6 also for its /56 with twice and its /48 with three times the limit of the address. */
export function perNetwork<T>(
  address: CallerAddress,
  limit: number,
  make: (network: string, limit: number) => T,
): readonly T[] {
  const [host = '', prefix] = address.split('/');
  if (prefix === undefined) return [make(address, limit)];
  const { parts } = ipaddr.IPv6.parse(host);
  const wider = widerNetworks.map(({ bits, factor }) => {
    // The fourth part has bits 48 to 63.
    const fourth = bits === 56 ? (parts[3] ?? 0) & 0xff00 : 0;
    const network = new ipaddr.IPv6([...parts.slice(0, 3), fourth, 0, 0, 0, 0]);
    return make(`${network}/${bits}`, limit * factor);
  });
  return [make(address, limit), ...wider];
}

/** The widest network around the address that one party may control: an IPv4 address, or an IPv6 /48. */
export function widestNetwork(address: CallerAddress): string {
  return perNetwork(address, 1, (network) => network).at(-1) ?? address;
}

/** Azure's front end appends `1.2.3.4:55` or `[2001:db8::1]:55`; other proxies append the address without a port. */
function withoutPort(entry: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(entry) ?? [];
  return bracketed ?? dotted ?? entry;
}
