import { describe, expect, it } from 'vitest';
import { admitScraper } from './scraper-access.js';

const token = 'a'.repeat(40);

const asked = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as Parameters<typeof admitScraper>[0];
const open = { openToThisMachine: true };

describe('without a token', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
    expect(() => admitScraper(asked(address), open)).not.toThrow();
  });

  it.each(['10.0.0.7', '192.168.1.2', '203.0.113.7', '::ffff:10.0.0.7', 'fe80::1', '::', ''])(
    '%s is not',
    (address) => {
      expect(() => admitScraper(asked(address), open)).toThrow('There is no route at this path.');
    },
  );

  it.each(['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])(
    'who comes by way of a proxy on this machine (%s) is not',
    (header) => {
      expect(() => admitScraper(asked('127.0.0.1', { [header]: '127.0.0.1' }), open)).toThrow('no route');
    },
  );

  it('nobody is let in unless the rule says so', () => {
    expect(() => admitScraper(asked('127.0.0.1'), { openToThisMachine: false })).toThrow('no route');
  });
});

describe('with a token', () => {
  const closed = { token, openToThisMachine: true };

  it('opens from wherever', () => {
    const shown = asked('203.0.113.7', { authorization: `Bearer ${token}`, via: '1.1 proxy' });
    expect(() => admitScraper(shown, closed)).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'Bearer ',
    `Bearer ${token}a`,
    `Bearer ${token.slice(1)}`,
    token,
    `Bearer ${token} `,
  ])('opens by nothing else, on this machine too: %j', (authorization) => {
    const shown = asked('127.0.0.1', authorization === undefined ? {} : { authorization });
    expect(() => admitScraper(shown, closed)).toThrow('METRICS_TOKEN');
  });
});
