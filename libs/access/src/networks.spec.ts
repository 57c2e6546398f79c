import { describe, expect, it } from 'vitest';
import { isNetwork, Networks } from './networks.js';

describe('Networks', () => {
  it.each([
    ['10.0.0.0/8', ['10.255.0.1', '::ffff:10.0.0.1'], ['11.0.0.1', '::ffff:11.0.0.1', '::a00:1']],
    ['192.0.2.7', ['192.0.2.7', '::ffff:192.0.2.7'], ['192.0.2.8']],
    ['2001:db8::/32', ['2001:db8:1::9', '2001:DB8::1'], ['2001:db9::1', '32.1.13.184']],
    ['2001:db8::1', ['2001:db8:0:0::1'], ['2001:db8::2']],
    ['fe80::/10', ['fe80::1%eth0'], ['fec0::1%eth0']],
  ])('%s includes its addresses and no others', (network, inside, outside) => {
    const networks = new Networks([network]);
    // Twice: the address found last is remembered.
    for (const address of [...inside, ...inside]) expect(networks.include(address), address).toBe(true);
    for (const address of outside) expect(networks.include(address), address).toBe(false);
  });

  it('include what one of several does, and nothing that is no address', () => {
    const networks = new Networks(['10.0.0.0/8', '2001:db8::/32']);
    expect(['10.1.1.1', '2001:db8::1'].every((address) => networks.include(address))).toBe(true);
    for (const text of ['', 'localhost', '10.1.1.1/8', '10.1.1']) expect(networks.include(text)).toBe(false);
  });

  it.each([
    '',
    '10.0.0.0/',
    '10.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.1/8',
    '010.0.0.0/8',
    '10.0.0.0/8/8',
    ' 10.0.0.0/8',
    '2001:db8::/129',
    '2001:db8::1/32',
    'fe80::1%eth0',
    '::ffff:10.0.0.0/104',
    'example.com',
  ])('are not written %j', (text) => {
    expect(isNetwork(text)).toBe(false);
    expect(() => new Networks([text])).toThrow('CIDR');
  });
});
