import { unavailable } from '@keelson/kernel';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { IdentitySettings } from './identity.settings.js';
import { canonicalPassword } from './password-policy.js';

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
  private readonly cost: { memoryCost: number; timeCost: number; parallelism: number };
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

  /** A PHC string. @throws DomainError `unavailable` when too many wait */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(canonicalPassword(password), this.cost));
  }

  /**
   * Whether the password belongs to the hash. Null stands for "no such user", and takes as long.
   * @throws DomainError `unavailable` when too many wait
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await this.decoyHash());
    const fits = await this.inTurn(() => verify(against, canonicalPassword(password)));
    return fits && stored !== null;
  }

  /** Whether a hash was made at another cost than the present one. */
  isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored);
    const now = this.cost;
    return memoryCost !== now.memoryCost || timeCost !== now.timeCost || parallelism !== now.parallelism;
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
