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

/** Azure's front end appends `1.2.3.4:55`, and IPv6 in brackets; other proxies append the address alone. */
function withoutPort(entry: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(entry) ?? [];
  return bracketed ?? dotted ?? entry;
}
