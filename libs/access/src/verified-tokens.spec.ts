import { Caller } from '@keelson/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerClock } from '@keelson/sql';
import { trustedFor, VerifiedTokens } from './verified-tokens.js';

const nobody = { sessionIds: [], keyIds: [], userIds: [], organizationIds: [] };
const caller = (user: string, organization: string, session: string, memberships = 1) =>
  new Caller({
    userId: user,
    organizationId: organization,
    role: 'member',
    permissions: new Set<string>(),
    organizationIds: Array.from({ length: memberships }, (_, index) => `${organization}-${index}`),
    sessionId: session,
  });

describe('VerifiedTokens', () => {
  let tokens: VerifiedTokens;
  const remember = (token: string, who: Caller, seconds = 300) =>
    tokens.remember(
      token,
      { caller: who, key: null, expiresAt: Date.now() + seconds * 1_000, verifiedAt: performance.now() },
      tokens.generation,
    );

  beforeEach(() => {
    vi.useFakeTimers();
    tokens = new VerifiedTokens(new ServerClock());
  });
  afterEach(() => vi.useRealTimers());

  it('knows a token until it expires, and not a millisecond longer', () => {
    const ada = caller('u1', 'o1', 's1');
    remember('t1', ada, 10);
    vi.advanceTimersByTime(9_999);
    tokens.confirm(performance.now());
    expect(tokens.find('t1')?.caller).toBe(ada);
    vi.advanceTimersByTime(1);
    tokens.confirm(performance.now());
    expect(tokens.find('t1')).toBeUndefined();
    expect(tokens.size).toBe(0);
  });

  it('trusts a token for a second after the database was asked, for it or for all', () => {
    remember('t1', caller('u1', 'o1', 's1'));
    vi.advanceTimersByTime(trustedFor - 1);
    expect(tokens.find('t1')).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(tokens.find('t1')).toBeUndefined();
    tokens.confirm(performance.now() - 500);
    expect(tokens.find('t1')).toBeDefined();
    vi.advanceTimersByTime(500);
    expect(tokens.find('t1')).toBeUndefined();
  });

  it('forgets the tokens of a session, a user or an organization, and no other', () => {
    const all = () => ['t1', 't2', 't3'].filter((token) => tokens.find(token));
    const fill = () => {
      remember('t1', caller('u1', 'o1', 's1'));
      remember('t2', caller('u1', 'o2', 's2'));
      remember('t3', caller('u2', 'o2', 's3'));
    };
    fill();
    tokens.evict({ ...nobody, sessionIds: ['s1'] });
    expect(all()).toEqual(['t2', 't3']);
    fill();
    tokens.evict({ ...nobody, userIds: ['u1'] });
    expect(all()).toEqual(['t3']);
    fill();
    tokens.evict({ ...nobody, organizationIds: ['o2'] });
    expect(all()).toEqual(['t1']);
    fill();
    tokens.evict({ ...nobody, everything: true });
    expect(all()).toEqual([]);
  });

  it('does not remember what was read from the database before an eviction', () => {
    const before = tokens.generation;
    tokens.evict({ ...nobody, sessionIds: ['s1'] });
    const verified = {
      caller: caller('u1', 'o1', 's1'),
      key: null,
      expiresAt: Date.now() + 9_000,
      verifiedAt: performance.now(),
    };
    tokens.remember('t1', verified, before);
    expect(tokens.find('t1')).toBeUndefined();
    tokens.remember('t1', verified, tokens.generation);
    expect(tokens.find('t1')).toBeDefined();
  });

  it('holds a bounded number of tokens, and fewer when callers are large', () => {
    for (let index = 0; index < 12_000; index += 1) remember(`t${index}`, caller('u', 'o', 's'));
    expect(tokens.size).toBe(10_000);
    for (let index = 0; index < 2_000; index += 1) remember(`w${index}`, caller('u', 'o', 's', 1_000));
    expect(tokens.size).toBeLessThan(600);
  });

  it('sweeps what has expired', () => {
    remember('t1', caller('u1', 'o1', 's1'), 1);
    remember('t2', caller('u1', 'o1', 's1'), 60);
    vi.advanceTimersByTime(2_000);
    tokens.dropExpired();
    expect(tokens.size).toBe(1);
  });

  it('tells a caller that was read before a change of its rights from one that was read after it', () => {
    const [ada, ben] = [caller('u1', 'o1', 's1'), caller('u2', 'o2', 's2')];
    remember('t1', ada);
    remember('t2', ben);
    expect([ada, ben].map((who) => tokens.isOutdated(who))).toEqual([false, false]);
    tokens.evict({ ...nobody, userIds: ['u1'] });
    expect([ada, ben].map((who) => tokens.isOutdated(who))).toEqual([true, false]);
    const again = caller('u1', 'o1', 's1');
    remember('t1', again);
    expect(tokens.isOutdated(again)).toBe(false);
    tokens.evict({ ...nobody, everything: true });
    expect([again, ben].map((who) => tokens.isOutdated(who))).toEqual([true, true]);
    expect(tokens.isOutdated(caller('u3', 'o3', 's3'))).toBe(true);
  });

  it('takes a caller for outdated when too many changes came to remember whose they were', () => {
    const ada = caller('u1', 'o1', 's1');
    remember('t1', ada);
    tokens.evict({ ...nobody, userIds: Array.from({ length: 10_001 }, (_, n) => `other ${n}`) });
    expect(tokens.isOutdated(ada)).toBe(true);
  });
});
