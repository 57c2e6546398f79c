import { acrossOrganizations, withContext } from '@keelson/kernel';
import { Database, failureOf, paddedToPowerOfTwo } from '@keelson/sql/ports';
import type { AttemptRef } from './attempt-ref.js';
import { marks, whenDone } from './job-sql.js';

/** Attempts that are marked in one statement. */
const attemptsPerStatement = 128;

interface Waiting {
  readonly ref: AttemptRef;
  readonly settle: (mine: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Marks attempts as done that have nothing to say but that: those which end while a statement is under way share the next
 * one, since a commit a job is what most of a short job's time goes to.
 */
export class DoneBatch {
  private waiting: Waiting[] = [];
  private writing = false;

  constructor(private readonly database: Database) {}

  /** @returns false when somebody else has taken the job over, or ended it */
  add(ref: AttemptRef): Promise<boolean> {
    return new Promise((settle, fail) => {
      this.waiting.push({ ref, settle, fail });
      if (this.writing) return;
      this.writing = true;
      // Of no organization and in no transaction: it writes for several.
      setImmediate(() =>
        withContext({ unit: null }, () =>
          acrossOrganizations('marks jobs of several organizations as done', () => this.write()),
        ),
      );
    });
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const { attempt } = (this.waiting[0] as Waiting).ref;
      const batch = this.waiting.filter(({ ref }) => ref.attempt === attempt).slice(0, attemptsPerStatement);
      this.waiting = this.waiting.filter((one) => !batch.includes(one));
      try {
        const ids = batch.map(({ ref }) => ref.id).sort();
        const mine = await this.mark(ids, attempt);
        for (const { ref, settle } of batch) settle(mine === null || mine.has(ref.id));
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.writing = false;
  }

  /**
   * One statement is a transaction by itself, in one way to the server and back instead of three.
   * @returns those that were marked; null for all of them
   */
  private async mark(ids: readonly string[], attempt: number): Promise<ReadonlySet<string> | null> {
    const padded = paddedToPowerOfTwo(ids);
    const these = `id IN (${marks(padded)}) AND attempt = ?`;
    const update = () =>
      this.database.write(`UPDATE jobs SET ${whenDone} WHERE ${these} AND state = 'active'`, [
        ...padded,
        attempt,
      ]);
    const { affected } = await update().catch((error: unknown) => {
      if (failureOf(error) !== 'retry') throw error;
      return this.database.separateTransaction(update);
    });
    if (affected === ids.length) return null;
    const rows = await this.database.read<{ id: string }>(
      `SELECT id FROM jobs WHERE ${these} AND state = 'done'`,
      [...padded, attempt],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
