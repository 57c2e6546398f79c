import { describe, expect, it } from 'vitest';
import { originOf } from './origin.js';

const from = (agent: string | undefined, ip = '192.0.2.7') =>
  originOf({ ip, headers: { 'user-agent': agent } });

describe('originOf', () => {
  it.each([
    ['curl/8.5.0', 'curl/8.5.0'],
    ['  Mozilla/5.0\t(X11)  ', 'Mozilla/5.0 (X11)'],
    ['one\r\nSet-Cookie: two\0\u001b[31m', 'one Set-Cookie: two [31m'],
    ['safe \u202Eexe.piz\u2066\u200b end', 'safe exe.piz end'],
    ['half \ud800 pair', 'half � pair'],
    [' \u200b\u202e', null],
    ['', null],
    [undefined, null],
  ])('reads the device %j as %j', (agent, device) => expect(from(agent).device).toBe(device));

  it('bounds the device by code points', () => {
    expect([...(from('🔑'.repeat(5_000)).device ?? '')]).toHaveLength(200);
  });

  it('knows an IPv6 client by its /64', () => {
    expect(from('x', '2001:db8:1:2:3:4:5:6').network).toBe('2001:db8:1:2::/64');
    expect(from('x', '::ffff:192.0.2.7').network).toBe('192.0.2.7');
  });
});
