import { unavailable } from '@keelson/kernel';
import { hash } from '@node-rs/argon2';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { IdentitySettings } from './identity.settings.js';
import { canonicalPassword } from './password-policy.js';
import { isSameHash, readPasswordHash, sharesSalt, type HashCost } from './password-hash.js';

/** argon2 runs in libuv's pool of four threads; one stays free for name look-ups and files. */
const workers = Math.max(1, Math.min(availableParallelism(), 3));

/**
 * Password hashes with argon2id (RFC 9106), off the event loop, a few at a time. Those that wait are bounded: whoever
 * comes later is sent away at once instead of making everyone wait.
 */
@Injectable()
export class PasswordHashing implements OnModuleInit {
  private readonly waiting: (() => void)[] = [];
  private readonly bound: number;
  private readonly cost: HashCost;
  private running = 0;
  private typicalMs = 50;
  private decoy: Promise<string> | null = null;

  constructor({ passwordHashQueue, passwordHashCost }: IdentitySettings) {
    const { memoryKib, passes, lanes } = passwordHashCost;
    this.bound = passwordHashQueue;
    this.cost = { memoryCost: memoryKib, timeCost: passes, parallelism: lanes };
  }

  /** The first sign-in of an unknown user must not take longer than the others. */
  async onModuleInit(): Promise<void> {
    await this.decoyHash();
  }

  /**
   * A PHC string.
   * @param beside hashes whose salt and cost it shares, so that {@link match} tries all of them at once
   * @throws DomainError `unavailable` when too many wait
   */
  hash(password: string, beside: readonly string[] = []): Promise<string> {
    return this.make(password, beside);
  }

  /**
   * The place of the hash that the password belongs to; -1 when there is none. One hash is made, however many there are and
   * also for none: those that do not share the salt of the first are no match.
   * @throws DomainError `unavailable` when too many wait
   */
  async match(stored: readonly string[], password: string): Promise<number> {
    const made = await this.make(password, [...stored, await this.decoyHash()]);
    // All are compared, so that the time does not tell which one it was.
    const fits = stored.map((one) => isSameHash(one, made));
    return fits.indexOf(true);
  }

  /** Whether the password belongs to the hash. @throws DomainError `unavailable` when too many wait */
  async verify(stored: string, password: string): Promise<boolean> {
    return (await this.match([stored], password)) === 0;
  }

  /** Whether one hash tries all of these; those that no password leads to do not count. */
  areShared(stored: readonly string[]): boolean {
    const [first, ...others] = stored.filter((one) => readPasswordHash(one) !== null);
    return first === undefined || others.every((one) => sharesSalt(one, first));
  }

  /** Whether a hash was made at another cost than the present one. */
  isOutdated(stored: string): boolean {
    const cost = readPasswordHash(stored)?.cost;
    const now = this.cost;
    return (
      cost?.memoryCost !== now.memoryCost ||
      cost.timeCost !== now.timeCost ||
      cost.parallelism !== now.parallelism
    );
  }

  private make(password: string, beside: readonly string[]): Promise<string> {
    const [shared] = beside.flatMap((one) => readPasswordHash(one) ?? []);
    const options = shared ? { ...shared.cost, salt: shared.salt } : this.cost;
    return this.inTurn(() => hash(canonicalPassword(password), options));
  }

  private decoyHash(): Promise<string> {
    return (this.decoy ??= hash(randomBytes(32).toString('base64'), this.cost));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= workers) {
      if (this.waiting.length >= this.bound)
        throw unavailable({
          detail: 'Too many passwords are being checked; retry shortly.',
          retryAfter: Math.min(30, Math.ceil((this.waiting.length * this.typicalMs) / workers / 1_000)),
        });
      // Whoever ends hands its place over, so that nobody can slip in between.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.typicalMs += (performance.now() - startedAt - this.typicalMs) / 8;
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
