import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { checkedAddress, documentUrl } from '../../../shared/remote/document-address.ts';
import { isGlobalAddress } from '../../../shared/remote/special-addresses.ts';

/** IANA IPv4 and IPv6 Special-Purpose Address Registries, the multicast blocks, and metadata services with addresses of their own. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '255.255.255.255/32',
  '168.63.129.16/32',
  '100.100.100.200/32',
];

const special6 = [
  '::/128',
  '::1/128',
  '::/96',
  '::ffff:0:0/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '100:0:0:1::/64',
  '2001::/23',
  '2001::/32',
  '2001:1::1/128',
  '2001:1::2/128',
  '2001:2::/48',
  '2001:3::/32',
  '2001:4:112::/48',
  '2001:10::/28',
  '2001:20::/28',
  '2001:30::/28',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
  '4000::/2',
  '5f00::/16',
  '8000::/1',
  'fc00::/7',
  'fd00:ec2::254/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** An address of the block, with any bits behind the prefix. */
function inside(block: string): fc.Arbitrary<ipaddr.IPv4 | ipaddr.IPv6> {
  const [base, prefix] = ipaddr.parseCIDR(block);
  const bytes = base.toByteArray();
  return fc.uint8Array({ minLength: bytes.length, maxLength: bytes.length }).map((drawn) =>
    ipaddr.fromByteArray(
      bytes.map((byte, index) => {
        const kept = Math.min(Math.max(prefix - index * 8, 0), 8);
        const mask = (0xff << (8 - kept)) & 0xff;
        return (byte & mask) | ((drawn[index] ?? 0) & ~mask & 0xff);
      }),
    ),
  );
}

const special = fc.constantFrom(...special4, ...special6).chain(inside);
const specialV4 = fc.constantFrom(...special4).chain((block) => inside(block) as fc.Arbitrary<ipaddr.IPv4>);

/** With all zeros. */
const fixedLength = ({ parts }: ipaddr.IPv6) => parts.map((part) => part.toString(16).padStart(4, '0')).join(':');

const numRuns = process.env.LONG ? 20_000 : 1_000;
const rules = {
  allowsLoopback: false,
  isGlobal: isGlobalAddress,
  resolve: () => Promise.reject(new Error('resolved')),
};

async function expectRefused(host: string): Promise<void> {
  if (!URL.canParse(`https://${host}/`)) return;
  await expect((async () => checkedAddress(documentUrl(`https://${host}/`, rules), rules))(), host).rejects.toThrow(
    /has a host (?:with a special-use address|that ends with a dot)$/,
  );
}

describe('an address', () => {
  it.each([...special4, ...special6])('is special at both ends of %s', (block) => {
    const [base, prefix] = ipaddr.parseCIDR(block);
    const length = base.toByteArray().length;
    const last = base.toByteArray().map((byte, index) => {
      const kept = Math.min(Math.max(prefix - index * 8, 0), 8);
      return byte | (0xff >> kept);
    });
    expect(last).toHaveLength(length);
    expect([base.toString(), ipaddr.fromByteArray(last).toString()].filter(isGlobalAddress)).toEqual([]);
  });

  it('is special anywhere in its block', () => {
    fc.assert(
      fc.property(special, (address) => {
        expect(isGlobalAddress(address.toString()), address.toString()).toBe(false);
      }),
      { numRuns },
    );
  });

  it.each([
    '1.1.1.1',
    '4.4.4.4',
    '20.190.128.1',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2603:1027:1::1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('is one of the internet: %s', (address) => expect(isGlobalAddress(address)).toBe(true));

  it.each([
    '',
    '1',
    '1.1',
    '01.1.1.1',
    '0x1.1.1.1',
    '1.1.1.1 ',
    '1.1.1.1:80',
    '1.1.1.1/32',
    '2606:4700::1111%eth0',
    '[2606:4700::1111]',
    'example.com',
  ])('is not taken in another notation: %j', (address) => expect(isGlobalAddress(address)).toBe(false));
});

describe('a special address in a URL', () => {
  it('is refused in every notation of IPv4', async () => {
    const radix = fc.constantFrom<(part: number) => string>(
      (part) => String(part),
      (part) => `0x${part.toString(16)}`,
      (part) => `0X${part.toString(16).toUpperCase()}`,
      (part) => `0${part.toString(8)}`,
      (part) => `000${part.toString(8)}`,
    );
    const notation = fc.record({
      address: specialV4,
      parts: fc.integer({ min: 1, max: 4 }),
      radixes: fc.array(radix, { minLength: 4, maxLength: 4 }),
      dot: fc.constantFrom('', '.'),
      isEncoded: fc.boolean(),
      isFullWidth: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(notation, async ({ address, parts, radixes, dot, isEncoded, isFullWidth }) => {
        const { octets } = address;
        const single = octets.slice(0, parts - 1);
        const rest = octets.slice(parts - 1).reduce((sum, octet) => sum * 256 + octet, 0);
        let host = [...single, rest].map((part, index) => radixes[index]?.(part)).join('.') + dot;
        if (isEncoded) host = host.replace(/\d/g, (digit) => `%3${digit}`);
        if (isFullWidth) host = host.replace(/\./g, '\u3002');
        expect(URL.canParse(`https://${host}/`), host).toBe(true);
        await expectRefused(host);
      }),
      { numRuns },
    );
  });

  it('is refused in every notation of IPv6', async () => {
    const notation = fc.record({
      address: special,
      form: fc.constantFrom<(address: ipaddr.IPv6) => string>(
        (address) => address.toRFC5952String(),
        (address) => address.toNormalizedString(),
        (address) => fixedLength(address),
        (address) => fixedLength(address).toUpperCase(),
        (address) =>
          `${address.parts
            .slice(0, 6)
            .map((part) => part.toString(16))
            .join(':')}:${address.toByteArray().slice(12).join('.')}`,
      ),
    });
    await fc.assert(
      fc.asyncProperty(notation, async ({ address, form }) => {
        const six = address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress() : address;
        await expectRefused(`[${form(six)}]`);
      }),
      { numRuns },
    );
  });

  it('is refused inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo', async () => {
    const hex = ({ octets: [a = 0, b = 0, c = 0, d = 0] }: ipaddr.IPv4, mask = 0) =>
      [a * 256 + b, c * 256 + d].map((part) => (part ^ mask).toString(16)).join(':');
    const wrappings: readonly ((address: ipaddr.IPv4) => string)[] = [
      (address) => `[::ffff:${address}]`,
      (address) => `[::ffff:${hex(address)}]`,
      (address) => `[::${address}]`,
      (address) => `[::ffff:0:${hex(address)}]`,
      (address) => `[64:ff9b::${address}]`,
      (address) => `[64:ff9b:1::${hex(address)}]`,
      (address) => `[2002:${hex(address)}::1]`,
      (address) => `[2001:0:4136:e378:8000:63bf:${hex(address, 0xffff)}]`,
    ];
    await fc.assert(
      fc.asyncProperty(specialV4, fc.constantFrom(...wrappings), (address, wrap) => expectRefused(wrap(address))),
      { numRuns },
    );
  });

  it.each([
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '0',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::1]',
    '⑯⑨。②⑤④。⑯⑨。②⑤④',
    '0xa9fea9fe',
    '2852039166',
    '[fd00:ec2::254]',
  ])('is refused: %s', async (host) => {
    expect(URL.canParse(`https://${host}/`)).toBe(true);
    await expectRefused(host);
  });
});
