import { withContext } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { Database } from './database.js';
import { ExpiredRows } from './expired-rows.js';
import { failureOf } from './failures/index.js';
import { RetentionRules } from './retention-rules.js';
import { ScopeCrossings, type CrossingTally } from './scope-crossings.js';

const keptDays = 400;

/** Writes what {@link ScopeCrossings} has counted into `scope_crossings`, once a minute and when the process ends. */
@Injectable()
export class ScopeCrossingLog {
  constructor(
    private readonly crossings: ScopeCrossings,
    private readonly database: Database,
    rules: RetentionRules,
    loops: BackgroundLoops,
  ) {
    rules.add(
      new ExpiredRows(database, {
        table: 'scope_crossings',
        key: 'day',
        column: 'day',
        before: (now) => new Date(now.getTime() - keptDays * 86_400_000).toISOString().slice(0, 10),
      }),
    );
    loops.add({
      name: 'scope-crossings',
      title: 'The recording of scope crossings',
      everyMs: 60_000,
      stops: 'last',
      whileFailing: 'In the meantime, scope crossings are kept in memory.',
      round: () => this.flush(),
      onStop: () => this.flush(),
    });
  }

  /** What can not be written is counted again for the next time. */
  async flush(): Promise<void> {
    const tallies = [...this.crossings.take()];
    try {
      // Outside of any transaction, and of the scope of whoever came by.
      await withContext({ unit: null, scope: { kind: 'none' } }, async () => {
        for (let tally = tallies.at(-1); tally; tally = tallies.at(-1)) {
          await this.write(tally);
          tallies.pop();
        }
      });
    } catch (error) {
      this.crossings.giveBack(tallies);
      throw error;
    }
  }

  private async write(tally: CrossingTally): Promise<void> {
    if (await this.add(tally)) return;
    try {
      await this.database.write(
        'INSERT INTO scope_crossings (day, operation, reason, uses, last_at, last_caller_id, last_request_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [
          tally.day,
          tally.operation,
          tally.reason,
          tally.uses,
          tally.lastAt,
          tally.lastCallerId,
          tally.lastRequestId,
        ],
      );
    } catch (error) {
      // Another process was first.
      if (failureOf(error) !== 'duplicate') throw error;
      await this.add(tally);
    }
  }

  private async add({ day, operation, reason, uses, ...last }: CrossingTally): Promise<boolean> {
    const { affected } = await this.database.write(
      'UPDATE scope_crossings SET uses = uses + ?, last_at = ?, last_caller_id = ?, last_request_id = ? WHERE day = ? AND operation = ? AND reason = ?',
      [uses, last.lastAt, last.lastCallerId, last.lastRequestId, day, operation, reason],
    );
    return affected > 0;
  }
}
