import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerAddress } from '../../../shared/http/caller-address.ts';
import { anyCharacter } from '../../support/any-character.ts';

const address = '192.0.2.7';

describe('the address of a caller', () => {
  it.each([
    [address, address],
    [`${address}:55`, address],
    [` ${address}\t`, address],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:55', '2001:db8:1:2::/64'],
    ['[::1]:55', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::ffff:192.0.2.7', address],
    ['[::ffff:192.0.2.7]:55', address],
    ['::ffff:c000:207', address],
  ])('in %j is %s', (entry, expected) => {
    expect(callerAddress(entry, 1)).toBe(expected);
    expect(callerAddress(`203.0.113.1, ${entry}`, 1)).toBe(expected);
    expect(callerAddress(`${entry},203.0.113.1`, 2)).toBe(expected);
  });

  it.each([
    '',
    ',',
    'unknown',
    '_hidden',
    'localhost',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.07',
    '0x7f.0.0.1',
    '3221225991',
    '192.0.2.7:',
    '192.0.2.7:123456',
    '[192.0.2.7]x',
    '[::1',
    '::1]',
    '[::1]:x',
    '1:2:3:4:5:6:7:8:9',
    `${address} 203.0.113.1`,
    `for=${address}`,
    `${address}, `,
  ])('in %j is unknown', (header) => {
    expect(callerAddress(header, 1)).toBeUndefined();
  });

  it('is unknown without the header, with too few entries, and when no proxy is trusted', () => {
    expect(callerAddress(null, 1)).toBeUndefined();
    expect(callerAddress(address, 2)).toBeUndefined();
    expect(callerAddress(address, 0)).toBeUndefined();
    expect(callerAddress(`${address}, ${address}`, 0)).toBeUndefined();
  });

  const part = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('[', ']', ':', '::', '%', '.', ' ', '::ffff:', '1.2.3.4:55', '[::1]:55', '__proto__'),
  );
  const hostile = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 100 }),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join(',')),
  );

  it('has one of two forms or is unknown, whatever the header contains', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 10 }), (header, proxies) => {
        expect(callerAddress(header, proxies) ?? '0.0.0.0').toMatch(
          /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]+::\/64|::\/64)$/,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on anything to the left of what the trusted proxies appended', () => {
    const appended = fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(hostile, appended, (spoofed, entries) => {
        const honest = callerAddress(entries.join(', '), entries.length);
        expect(honest).toBeDefined();
        expect(callerAddress(`${spoofed}, ${entries.join(', ')}`, entries.length)).toBe(honest);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for a whole IPv6 /64, and different for the next one', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });
    fc.assert(
      fc.property(groups(3), fc.integer({ min: 0, max: 0xfffe }), groups(4), groups(4), (site, subnet, one, other) => {
        const at = (net: number, host: readonly string[]) =>
          callerAddress(
            [`2${site[0]?.slice(-3).padStart(3, '0')}`, ...site.slice(1), net.toString(16), ...host].join(':'),
            1,
          );
        expect(at(subnet, one)).toBe(at(subnet, other));
        expect(at(subnet + 1, one)).not.toBe(at(subnet, one));
      }),
    );
  });
});
