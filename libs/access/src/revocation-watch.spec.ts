import { Caller, maybeContext } from '@keelson/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackgroundLoops } from '@keelson/runtime';
import { GracefulStop } from '@keelson/runtime/ports';
import { ServerClock } from '@keelson/sql';
import { AccessControl } from './access-control.js';
import { RevocationWatch } from './revocation-watch.js';
import { TokenAuthority, type AccessChanges } from './token-authority.js';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { DeclaredSettings } from '@keelson/runtime';
import { VerifiedTokens } from './verified-tokens.js';

class FakeAuthority extends TokenAuthority {
  asked: unknown[] = [];
  contexts: unknown[] = [];
  answer: () => Promise<AccessChanges> = () => Promise.resolve(this.nothingNew());

  nothingNew(): AccessChanges {
    return { mark: this.asked.length, sessionIds: [], keyIds: [], userIds: [], organizationIds: [] };
  }
  override changesSince(mark: unknown) {
    this.asked.push(mark);
    this.contexts.push(maybeContext());
    return this.answer();
  }
  override keyFor() {
    return null;
  }
  override memberOf() {
    return Promise.resolve(null);
  }
  override callerOf() {
    return Promise.resolve(null);
  }
  override announce() {
    return Promise.resolve();
  }
}

describe('RevocationWatch', () => {
  let tokens: VerifiedTokens;
  let authority: FakeAuthority;
  let watch: RevocationWatch;
  let stop: GracefulStop;
  const signIn = (token: string, session: string, seconds = 300) => {
    tokens.remember(
      token,
      {
        caller: new Caller({
          userId: 'u1',
          organizationId: 'o1',
          role: 'member',
          permissions: new Set(),
          sessionId: session,
        }),
        key: null,
        expiresAt: Date.now() + seconds * 1_000,
        verifiedAt: performance.now(),
      },
      tokens.generation,
    );
    watch.wake();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    tokens = new VerifiedTokens(new ServerClock());
    authority = new FakeAuthority();
    const control = new AccessControl(tokens);
    control.useAuthority(authority);
    const runtime = new DeclaredSettings([RuntimeSettings]).read({}).get(RuntimeSettings);
    stop = new GracefulStop(runtime);
    const loops = new BackgroundLoops(runtime, stop);
    watch = new RevocationWatch(control, tokens, loops);
    loops.onApplicationBootstrap();
  });
  afterEach(async () => {
    await stop.onApplicationShutdown();
    vi.useRealTimers();
  });

  it('asks only while there is something to revoke', async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    expect(authority.asked).toHaveLength(0);
    signIn('t1', 's1', 3);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(authority.asked).toHaveLength(6);
    await vi.advanceTimersByTimeAsync(60_000);
    const until = authority.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(authority.asked).toHaveLength(until);
    signIn('t2', 's1');
    await vi.advanceTimersByTimeAsync(10);
    expect(authority.asked).toHaveLength(until + 1);
  });

  it('hands each mark to the next look', async () => {
    signIn('t1', 's1');
    await vi.advanceTimersByTimeAsync(900);
    expect(authority.asked).toEqual([null, 1, 2]);
  });

  it('looks in a context of its own, not in that of the request that woke it', async () => {
    signIn('t1', 's1');
    await vi.advanceTimersByTimeAsync(10);
    expect(authority.contexts[0]).toMatchObject({ requestId: 'system', caller: null, unit: null });
  });

  it('evicts within a second what another process has revoked', async () => {
    signIn('t1', 's1');
    signIn('t2', 's2');
    await vi.advanceTimersByTimeAsync(100);
    authority.answer = () => Promise.resolve({ ...authority.nothingNew(), sessionIds: ['s1'] });
    await vi.advanceTimersByTimeAsync(410);
    expect(tokens.find('t1')).toBeUndefined();
    expect(tokens.find('t2')).toBeDefined();
  });

  it('leaves tokens untrusted while it can not look, and trusts them again when it can', async () => {
    signIn('t1', 's1');
    await vi.advanceTimersByTimeAsync(500);
    authority.answer = () => Promise.reject(new Error('gone'));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(tokens.find('t1')).toBeUndefined();
    authority.answer = () => Promise.resolve(authority.nothingNew());
    await vi.advanceTimersByTimeAsync(410);
    expect(tokens.find('t1')).toBeDefined();
  });

  it('does not take a slow answer for a fresh one', async () => {
    signIn('t1', 's1');
    await vi.advanceTimersByTimeAsync(10);
    authority.answer = () =>
      new Promise((resolve) => setTimeout(() => resolve(authority.nothingNew()), 1_200));
    await vi.advanceTimersByTimeAsync(400 + 1_200 + 5);
    expect(tokens.find('t1')).toBeUndefined();
  });

  it('has at most one question under way, and none after the shutdown', async () => {
    let waiting = 0;
    let most = 0;
    authority.answer = async () => {
      most = Math.max(most, (waiting += 1));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      waiting -= 1;
      return authority.nothingNew();
    };
    signIn('t1', 's1');
    await vi.advanceTimersByTimeAsync(1_000);
    signIn('t2', 's1');
    await vi.advanceTimersByTimeAsync(9_000);
    expect(most).toBe(1);
    const shutdown = stop.onApplicationShutdown();
    await vi.advanceTimersByTimeAsync(4_000);
    await shutdown;
    const until = authority.asked.length;
    signIn('t3', 's1');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(authority.asked).toHaveLength(until);
  });
});
