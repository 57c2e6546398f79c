import { normalizedKey, rateLimited } from '@keelson/kernel';
import { counter } from '@keelson/runtime';
import { ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { IdentitySettings } from '../identity.settings.js';
import { FailureCounts } from './failure-counts.js';
import { isForgotten, ofAccount, ofOrigin, oneLess, oneMore, secondsToWait } from './failures.js';

const refusals = counter({
  name: 'keelson_password_attempts_refused_total',
  help: 'Password attempts rejected without checking the password, because too many earlier attempts failed.',
  labels: ['for'],
});

/** From where a password is tried: what is counted together, apart from everything else. */
export type AttemptOrigin =
  | { readonly kind: 'network'; readonly network: string }
  /** Known to the account: a device that has signed in before, or a session. */
  | { readonly kind: 'device' | 'session'; readonly id: string };

/** An attempt that was let through, and counts as failed until it has succeeded. */
export interface Attempt {
  readonly key: string;
  readonly account: string;
  /** Where attempts of all unknown devices of the account are counted; null for a known one. */
  readonly elsewhere: string | null;
  /** Failures there with this one, if it is counted already. */
  readonly counted: number | null;
}

/**
 * Slows down who guesses passwords, and nobody else. Failures are counted per account and network, so that a stranger shuts
 * out no network but their own; per known device, which no attempt from elsewhere concerns (OWASP's device cookies); and
 * over all unknown devices of an account, so that many networks together get no further. After a few that are free, each
 * failure doubles the wait. An address without an account is counted like one with.
 */
@Injectable()
export class BackOff {
  constructor(
    private readonly counts: FailureCounts,
    private readonly clock: ServerClock,
    private readonly settings: IdentitySettings,
  ) {}

  /**
   * Lets an attempt through, counted as failed: of many at once no more pass than one after the other would.
   * @param address as typed
   * @throws DomainError `rate_limited`, before anything was checked; the same for every address
   */
  async begin(address: string, origin: AttemptOrigin): Promise<Attempt> {
    const account = accountHash(address);
    const key = digest(`${account} ${origin.kind} ${'id' in origin ? origin.id : origin.network}`);
    const elsewhere = origin.kind === 'network' ? digest(`${account} elsewhere`) : null;
    const found = await this.counts.find(elsewhere === null ? [key] : [key, elsewhere]);
    const now = this.clock.ms();
    const [mine, all] = [found.get(key), elsewhere === null ? undefined : found.get(elsewhere)];
    this.refuse(secondsToWait(mine, now), origin.kind);
    this.refuse(secondsToWait(all, now), 'account');
    const rule = ofOrigin(this.settings.signInsPerMinute);
    if (!(await this.counts.replace(key, account, mine, oneMore(mine, rule, now))))
      await this.beginAfterOthers(key, account, origin.kind);
    const isKnown = all !== undefined && !isForgotten(all, now);
    const counted = elsewhere !== null && isKnown ? await this.countElsewhere(elsewhere, account) : null;
    return { key, account, elsewhere, counted };
  }

  /** The password was wrong. @returns whether all unknown devices of the account have to wait from now on */
  async fail({ account, elsewhere, counted }: Attempt): Promise<boolean> {
    if (elsewhere === null) return false;
    const rule = ofAccount(this.settings.signInsPerMinute);
    if (counted !== null) return counted === rule.free;
    const first = await this.counts.change(elsewhere, account, (found) =>
      oneMore(found, rule, this.clock.ms()),
    );
    return first?.failures === rule.free;
  }

  /** The password was right: what failed before from here no longer matters. */
  async succeed(attempt: Attempt): Promise<void> {
    await this.counts.forget(attempt.key);
    await this.uncountElsewhere(attempt);
  }

  /** The password could not be checked: the attempt does not count. */
  async withdraw(attempt: Attempt): Promise<void> {
    await this.counts.change(attempt.key, attempt.account, oneLess);
    await this.uncountElsewhere(attempt);
  }

  /** The way out: who has shown that the address is theirs begins anew; needs a transaction. */
  clear(address: string): Promise<void> {
    return this.counts.clear(accountHash(address));
  }

  /** Others have counted at the same time: after them. */
  private async beginAfterOthers(key: string, account: string, kind: string): Promise<void> {
    const rule = ofOrigin(this.settings.signInsPerMinute);
    const counted = await this.counts.change(key, account, (found) => {
      const now = this.clock.ms();
      this.refuse(secondsToWait(found, now), kind);
      return oneMore(found, rule, now);
    });
    if (!counted) this.refuse(1, kind);
  }

  /** Beforehand, once attempts on the account have failed: an account that nobody guesses at is not written to. */
  private async countElsewhere(elsewhere: string, account: string): Promise<number> {
    const rule = ofAccount(this.settings.signInsPerMinute);
    const counted = await this.counts.change(elsewhere, account, (found) => {
      const now = this.clock.ms();
      this.refuse(secondsToWait(found, now), 'account');
      return oneMore(found, rule, now);
    });
    if (!counted) this.refuse(1, 'account');
    return counted?.failures ?? 0;
  }

  private async uncountElsewhere({ elsewhere, account, counted }: Attempt): Promise<void> {
    if (elsewhere !== null && counted !== null) await this.counts.change(elsewhere, account, oneLess);
  }

  private refuse(seconds: number, what: string): void {
    if (seconds === 0) return;
    refusals.inc({ for: what });
    throw rateLimited({
      detail:
        'Too many attempts with a wrong password; retry after the number of seconds in Retry-After, or reset the password.',
      retryAfter: seconds,
    });
  }
}

/** Keys hold addresses of mail and network; the table has only their digests. */
function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** By the address as accounts are found by it, so that it does not tell whether there is one. */
function accountHash(address: string): string {
  return digest(`account ${normalizedKey(address.slice(0, 1_024))}`);
}
