// Which addresses belong to hosts of the internet: an allow list (RFC 6890, and the registries of IANA that it founded).
import ipaddr from 'ipaddr.js';

/** Global unicast of IPv6 so far (RFC 4291 §2.4); everything outside of it is special or not assigned. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Azure's WireServer, which answers on every virtual machine: a public address that no other host has. */
const wireServer = '168.63.129.16';

/** Whether the address is in no special-use block. An IPv6 address that carries an IPv4 address is special. */
export function isGlobalAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === undefined || parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(globalUnicast) : parsed.toString() !== wireServer;
}

/** 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(address: string): boolean {
  return parse(address)?.range() === 'loopback';
}

/** Takes the notations that a resolver and the URL parser give, and no other: four decimal parts, or IPv6 without a zone. */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  return address.includes(':') && !address.includes('%') && ipaddr.IPv6.isValid(address)
    ? ipaddr.IPv6.parse(address)
    : undefined;
}
