import { describe, expect, it } from 'vitest';
import { networkDigests, networkOf } from './network.ts';

describe('the network of a client', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['64:ff9b::192.0.2.7', '192.0.2.7'],
    ['2002:c000:0207:1:2:3:4:5', '192.0.2.7'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:0000:0000:0000:0001', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
    ['', 'unknown'],
    ['unknown', 'unknown'],
    ['203.0.113.300', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('differs for neighbours: another IPv4 address, another /64', () => {
    expect(networkOf('192.0.2.8')).not.toBe(networkOf('192.0.2.7'));
    expect(networkOf('2001:db8:1:3::9')).not.toBe(networkOf('2001:db8:1:2::9'));
  });

  it('is stored as a digest that does not show the address', () => {
    const digest = networkDigests();
    expect(digest('2001:db8:1:2::9')).toBe(digest('2001:db8:1:2::10'));
    expect(digest('192.0.2.7')).toMatch(/^[\w-]{16}$/);
  });
});
