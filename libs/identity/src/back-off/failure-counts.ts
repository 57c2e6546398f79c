import { maybeContext, withContext } from '@keelson/kernel';
import { Database, failureOf } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import type { Failures } from './failures.js';

/** Tries to write a count that others write at the same time. */
const mostTries = 20;

interface FailureRow {
  readonly key_hash: string;
  readonly failures: number;
  readonly blocked_until: number;
  readonly forgotten_at: number;
}

/** Failed attempts as all processes count them: one row per key, written by compare and set. Outside of any transaction. */
@Injectable()
export class FailureCounts {
  constructor(private readonly database: Database) {}

  /** One statement. @param keys digests */
  async find(keys: readonly string[]): Promise<ReadonlyMap<string, Failures>> {
    const rows = await outside(() =>
      this.database.read<FailureRow>(
        `SELECT key_hash, failures, blocked_until, forgotten_at FROM sign_in_failures WHERE key_hash IN (${keys.map(() => '?').join(', ')})`,
        keys,
      ),
    );
    return new Map(
      rows.map((row) => [
        row.key_hash,
        {
          failures: Number(row.failures),
          blockedUntil: Number(row.blocked_until),
          forgottenAt: Number(row.forgotten_at),
        },
      ]),
    );
  }

  /**
   * Replaces what was found under a key, if nobody else has meanwhile.
   * @param account digest of the account, by which {@link clear} finds it
   */
  async replace(
    key: string,
    account: string,
    found: Failures | undefined,
    { failures, blockedUntil, forgottenAt }: Failures,
  ): Promise<boolean> {
    if (!found) return this.begin(key, account, { failures, blockedUntil, forgottenAt });
    const { affected } = await outside(() =>
      this.database.write(
        'UPDATE sign_in_failures SET failures = ?, blocked_until = ?, forgotten_at = ? WHERE key_hash = ? AND failures = ? AND blocked_until = ? AND forgotten_at = ?',
        [failures, blockedUntil, forgottenAt, key, found.failures, found.blockedUntil, found.forgottenAt],
      ),
    );
    return affected > 0;
  }

  /** Replaces what is found under a key, whoever else does; gives up after {@link mostTries}. */
  async change(
    key: string,
    account: string,
    next: (found: Failures | undefined) => Failures,
  ): Promise<Failures | null> {
    for (let attempt = 0; attempt < mostTries; attempt += 1) {
      const found = (await this.find([key])).get(key);
      const changed = next(found);
      if (await this.replace(key, account, found, changed)) return changed;
    }
    return null;
  }

  async forget(key: string): Promise<void> {
    await outside(() => this.database.write('DELETE FROM sign_in_failures WHERE key_hash = ?', [key]));
  }

  /** Forgets all that is counted for an account; in the transaction under way. */
  async clear(account: string): Promise<void> {
    await this.database.write('DELETE FROM sign_in_failures WHERE account_hash = ?', [account]);
  }

  private async begin(key: string, account: string, made: Failures): Promise<boolean> {
    try {
      await outside(() =>
        this.database.write(
          'INSERT INTO sign_in_failures (key_hash, account_hash, failures, blocked_until, forgotten_at) VALUES (?, ?, ?, ?, ?)',
          [key, account, made.failures, made.blockedUntil, made.forgottenAt],
        ),
      );
      return true;
    } catch (error) {
      if (failureOf(error) === 'duplicate') return false;
      throw error;
    }
  }
}

/** A count stands, whatever becomes of the request. */
function outside<T>(work: () => Promise<T>): Promise<T> {
  return maybeContext()?.unit ? withContext({ unit: null }, work) : work();
}
