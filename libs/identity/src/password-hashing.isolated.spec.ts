import { hash } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { IdentitySettings } from './identity.settings.js';
import { PasswordHashing } from './password-hashing.js';

vi.mock('@node-rs/argon2', async (original) => {
  const actual = await original<typeof import('@node-rs/argon2')>();
  return { ...actual, hash: vi.fn(actual.hash) };
});

const atOnce = Math.max(1, Math.min(availableParallelism(), 3));

const cheap = { memoryKib: 64, passes: 1, lanes: 1 };
const hashing = (queue = 64, cost = cheap) =>
  new PasswordHashing(
    Object.assign(new IdentitySettings(), { passwordHashQueue: queue, passwordHashCost: cost }),
  );

describe('PasswordHashing', () => {
  it('verifies what it hashed, in any way the letters are written, and nothing else', async () => {
    const passwords = hashing();
    const stored = await passwords.hash('cafe\u0301 au lait');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(await passwords.verify(stored, 'caf\u00e9 au lait')).toBe(true);
    expect(await passwords.verify(stored, 'café au lai')).toBe(false);
    expect(await passwords.verify(stored, 'Café au lait')).toBe(false);
    expect(await passwords.hash('cafe\u0301 au lait')).not.toBe(stored);
  });

  it('uses every character of a long password', async () => {
    const passwords = hashing();
    const stored = await passwords.hash(`${'🔑'.repeat(127)}a`);
    expect(await passwords.verify(stored, `${'🔑'.repeat(127)}b`)).toBe(false);
    expect(await passwords.verify(stored, '🔑'.repeat(127))).toBe(false);
  });

  it('says no to an unknown user with the same work as for a known one', async () => {
    const passwords = hashing(64, { memoryKib: 19_456, passes: 2, lanes: 1 });
    const first = await passwords.hash('correct horse battery staple');
    const stored = [first, await passwords.hash('another long password', [first])];
    const workFor = async (hashes: readonly string[]) => {
      vi.mocked(hash).mockClear();
      expect(await passwords.match(hashes, 'wrong horse battery staple')).toBe(-1);
      return vi
        .mocked(hash)
        .mock.calls.map(([password, cost]) => [
          password,
          cost?.memoryCost,
          cost?.timeCost,
          cost?.parallelism,
        ]);
    };
    // The first time, it makes what unknown users are compared with.
    await passwords.match([], 'wrong horse battery staple');
    const known = await workFor(stored);
    expect(known.length).toBeGreaterThan(0);
    expect(await workFor([])).toEqual(known);
  });

  it('sends away whom the queue has no place for, and serves everyone in it', async () => {
    const passwords = hashing(4, { memoryKib: 8_192, passes: 2, lanes: 1 });
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => passwords.hash('a long password')));
    const refused = all.filter((one) => one.status === 'rejected');
    expect(all.length - refused.length).toBe(atOnce + 4);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'unavailable', kind: 'unavailable' });
      expect((reason as { details: { retryAfter: number } }).details.retryAfter).toBeGreaterThanOrEqual(1);
    }
    await expect(passwords.hash('a long password')).resolves.toBeDefined();
  });

  it('hashes a few at a time, in the order in which they came', async () => {
    const passwords = hashing();
    const begun: (() => void)[] = [];
    const usual = vi.mocked(hash).getMockImplementation();
    vi.mocked(hash).mockImplementation(async () => {
      await new Promise<void>((end) => begun.push(end));
      return 'a hash';
    });
    try {
      const ended: number[] = [];
      const all = Array.from({ length: atOnce + 3 }, (_, n) =>
        passwords.hash('a long password').then(() => ended.push(n)),
      );
      for (let over = 0; over < all.length; over += 1) {
        await pause(0);
        expect(begun).toHaveLength(Math.min(over + atOnce, all.length));
        begun[over]?.();
      }
      await Promise.all(all);
      expect(ended).toEqual(all.map((_, n) => n));
    } finally {
      if (usual) vi.mocked(hash).mockImplementation(usual);
    }
  });

  it('says when to come again by how long a hash has taken', async () => {
    const passwords = hashing(64);
    for (let n = 0; n < 60; n += 1) await passwords.hash('a long password');
    const all = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.hash('a long password')));
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused.length).toBe(80 - 64 - atOnce);
    for (const { reason } of refused) expect(reason).toMatchObject({ details: { retryAfter: 1 } });
  });

  it('refuses to start at a cost that argon2 does not know', async () => {
    await expect(hashing(1, { ...cheap, memoryKib: 1 }).onModuleInit()).rejects.toThrow(/memory/i);
  });

  it('finds the account of a password among several by one hash, and none that does not share the salt', async () => {
    const passwords = hashing();
    const first = await passwords.hash('first password');
    const stored = ['none', first, await passwords.hash('second password', ['none', first])];
    // A start makes the hash that stands for unknown addresses.
    await passwords.onModuleInit();
    vi.mocked(hash).mockClear();
    expect(await passwords.match(stored, 'second password')).toBe(2);
    expect(await passwords.match(stored, 'first password')).toBe(1);
    expect(await passwords.match(stored, 'third password')).toBe(-1);
    expect(await passwords.match([], 'first password')).toBe(-1);
    expect(hash).toHaveBeenCalledTimes(4);
    expect(passwords.areShared(stored)).toBe(true);
    const apart = await passwords.hash('third password');
    expect(passwords.areShared([...stored, apart])).toBe(false);
    expect(await passwords.match([...stored, apart], 'third password')).toBe(-1);
  });

  it('says no to what is no hash, as to an unknown user', async () => {
    const passwords = hashing(1);
    expect(await passwords.verify('none', 'none')).toBe(false);
    expect(await passwords.match(['none', ''], 'a long password')).toBe(-1);
  });

  it('knows a hash of another cost', async () => {
    const stored = await hashing().hash('a long password');
    expect(hashing().isOutdated(stored)).toBe(false);
    expect(hashing(64, { ...cheap, memoryKib: 128 }).isOutdated(stored)).toBe(true);
    expect(hashing(64, { ...cheap, passes: 2 }).isOutdated(stored)).toBe(true);
  });
});
