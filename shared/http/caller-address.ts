// Where a request comes from, as far as the proxies in front of the service can be believed.
import ipaddr from 'ipaddr.js';

/** Names a number of network hosts that one party is likely to hold: a whole IPv4 address, or the /64 of an IPv6 one. */
export type CallerAddress = string;

/**
 * The entry of `X-Forwarded-For` that the outermost trusted proxy has appended. Callers write what they like to the left of
 * it, and change nothing. Never throws.
 * @param forwardedFor the header, repeated ones joined by commas
 * @param trustedProxies how many proxies stand in front of the service and append to the header; with 0 nobody is believed
 * @returns IPv4 in four decimal parts, or `<prefix>/64` in the form of RFC 5952; undefined when it is unknown
 */
export function callerAddress(forwardedFor: string | null, trustedProxies: number): CallerAddress | undefined {
  // `at(-0)` would be the entry that a caller writes first.
  if (forwardedFor === null || trustedProxies < 1) return undefined;
  const host = withoutPort(forwardedFor.split(',').at(-trustedProxies)?.trim() ?? '');
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return host;
  if (!ipaddr.IPv6.isValid(host)) return undefined;
  const address = ipaddr.IPv6.parse(host);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}

/** Larger networks of IPv6 that one party may hold, and how much more than a /64 they may do. */
const widerNetworks = [
  { bits: 56, factor: 2 },
  { bits: 48, factor: 3 },
] as const;

/**
 * One value for the address, and one for each network around it that one party may hold: of IPv6, the /56 and the /48.
 * @param limit of the address; a wider network has two and three times as much
 */
export function perNetwork<T>(
  address: CallerAddress,
  limit: number,
  make: (network: string, limit: number) => T,
): readonly T[] {
  const [host = '', prefix] = address.split('/');
  if (prefix === undefined) return [make(address, limit)];
  const { parts } = ipaddr.IPv6.parse(host);
  const wider = widerNetworks.map(({ bits, factor }) => {
    // The fourth part has the bits from 48 to 64.
    const fourth = bits === 56 ? (parts[3] ?? 0) & 0xff00 : 0;
    const network = new ipaddr.IPv6([...parts.slice(0, 3), fourth, 0, 0, 0, 0]);
    return make(`${network}/${bits}`, limit * factor);
  });
  return [make(address, limit), ...wider];
}

/** The widest network around the address that one party may hold. */
export function widestNetwork(address: CallerAddress): string {
  return perNetwork(address, 1, (network) => network).at(-1) ?? address;
}

/** Azure's front end appends `1.2.3.4:55`, and IPv6 in brackets; other proxies append the address alone. */
function withoutPort(entry: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(entry) ?? [];
  return bracketed ?? dotted ?? entry;
}
