import { InjectStore, type Store, withContext } from '@keelson/kernel';
import { BackgroundLoops, type BackgroundLoop } from '@keelson/runtime';
import { Database, ServerClock, Turns } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Origin } from '../origin.js';
import { AccountNotices } from './account-notices.js';
import { SignInRecord } from './sign-in-record.entity.js';

const hourMs = 3_600_000;
/** Accounts and networks whose refusals wait to be written; beyond, refusals are not recorded. */
const mostWaiting = 10_000;

interface Refusals {
  readonly userId: string;
  readonly from: Origin;
  readonly at: Date;
  times: number;
  /** Whether with one of them unknown devices have begun to wait. */
  isLockOut: boolean;
}

/**
 * Who has signed in to an account, and who was refused. Refusals are written a moment later, outside of the answer: it must
 * not take longer for an address that has an account. A process that is killed loses those of its last second.
 */
@Injectable()
export class SignIns {
  private readonly waiting = new Map<string, Refusals>();
  private readonly loop: BackgroundLoop;

  constructor(
    @InjectStore(SignInRecord) private readonly records: Store<SignInRecord>,
    private readonly database: Database,
    private readonly clock: ServerClock,
    private readonly notices: AccountNotices,
    private readonly turns: Turns,
    loops: BackgroundLoops,
  ) {
    this.loop = loops.add({
      name: 'sign-in-history',
      title: 'The history of failed sign-ins',
      everyMs: 1_000,
      stops: 'last',
      round: () => this.writeRefusals(),
      onStop: () => this.writeRefusals(),
    });
  }

  /** Needs a transaction. */
  async succeeded(userId: string, from: Origin): Promise<void> {
    const now = this.clock.now();
    const values = { userId, ...from, outcome: 'succeeded', originDigest: originOf(from), times: 1 } as const;
    await this.records.insert({ ...values, hour: hourOf(now), lastAt: now });
  }

  /**
   * Notes it for later; touches nothing else.
   * @param isLockOut whether unknown devices have to wait from now on, which the user is told by mail
   */
  refused(userId: string, from: Origin, isLockOut: boolean): void {
    const at = this.clock.now();
    const key = `${userId} ${from.network} ${hourOf(at)}`;
    const known = this.waiting.get(key);
    if (known) Object.assign(known, { times: known.times + 1, isLockOut: known.isLockOut || isLockOut });
    else if (this.waiting.size < mostWaiting)
      this.waiting.set(key, { userId, from, at, times: 1, isLockOut });
  }

  /** Whether this device signs in from this network for the first time, though the account was used before. */
  async isUnusual(userId: string, from: Origin): Promise<boolean> {
    const rows = await this.database.read<{ known: number }>(
      `SELECT 1 AS known FROM sign_ins WHERE user_id = ? AND origin_digest = ? AND outcome = 'succeeded' LIMIT 1`,
      [userId, originOf(from)],
    );
    return rows.length === 0 && (await this.hasSucceeded(userId));
  }

  /** The latest ones. @param before id of the record that the page before ended with */
  async list(userId: string, limit: number, before: string | null): Promise<SignInRecord[]> {
    const rows = await this.database.read<{ id: string }>(
      `SELECT id FROM sign_ins WHERE user_id = ?${before === null ? '' : ' AND id < ?'} ORDER BY id DESC LIMIT ${limit}`,
      before === null ? [userId] : [userId, before],
    );
    return (await this.records.find({ id: rows.map(({ id }) => id) })).reverse();
  }

  /** Forgets all of a user; needs a transaction. */
  async forgetAll(userId: string): Promise<void> {
    await this.database.write('DELETE FROM sign_ins WHERE user_id = ?', [userId]);
  }

  /** A round now, after the one under way. Never rejects: what failed is logged. */
  recordNow(): Promise<void> {
    return this.loop.once();
  }

  private async writeRefusals(): Promise<void> {
    for (const [key, refusals] of this.waiting) {
      this.waiting.delete(key);
      await withContext({ operation: 'auth:record-refusals' }, async () => {
        await this.write(refusals);
        if (refusals.isLockOut)
          await this.database.transaction(() => this.notices.send(refusals.userId, 'refusals'));
      });
    }
  }

  /** In turn: two processes that write for one network at once would both find no row of the hour. */
  private write({ userId, from, at, times }: Refusals): Promise<void> {
    const origin = digest(`network ${from.network}`);
    return this.database.transaction(async () => {
      await this.turns.take(`sign-ins:${userId}`);
      const { affected } = await this.database.write(
        `UPDATE sign_ins SET times = times + ?, device = ?, last_at = ? WHERE user_id = ? AND origin_digest = ? AND outcome = 'refused' AND hour = ?`,
        [times, from.device, at, userId, origin, hourOf(at)],
      );
      if (affected > 0) return;
      const values = { userId, ...from, outcome: 'refused', originDigest: origin, times } as const;
      await this.records.insert({ ...values, hour: hourOf(at), lastAt: at });
    });
  }

  private async hasSucceeded(userId: string): Promise<boolean> {
    const rows = await this.database.read<{ known: number }>(
      `SELECT 1 AS known FROM sign_ins WHERE user_id = ? AND outcome = 'succeeded' LIMIT 1`,
      [userId],
    );
    return rows.length > 0;
  }
}

function originOf({ device, network }: Origin): string {
  return digest(`${network} ${device ?? ''}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function hourOf(at: Date): number {
  return Math.floor(at.getTime() / hourMs);
}
