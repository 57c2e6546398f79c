import { withContext } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { type BackgroundLoop, BackgroundLoops, type Round } from '@keelson/runtime/ports';
import { Database, databaseNow, type RetentionRule, RetentionRules } from '../persistence/ports.js';
import { counter } from '@keelson/runtime/ports';

const retentionFailures = counter({
  name: 'keelson_retention_failures_total',
  help: 'Failed deletions of expired rows in this process, by table; they are retried.',
  labels: ['table'],
});

/** Milliseconds that a round may last; what is left then is deleted in the next one. */
const budgetMs = 30_000;

type Sweep = Required<RetentionRule>;

/**
 * Deletes rows whose time is over, of every table with a rule, in one process at a time. A round goes from table to table,
 * a batch each, until none has more or its time is up: a table with millions of old rows delays no other and is done
 * after some rounds. Each batch commits by itself, so one that fails undoes nothing; its table waits for the next round.
 */
@Injectable()
export class Retention {
  private readonly logger = new Logger('Retention');
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: Database,
    private readonly rules: RetentionRules,
    loops: BackgroundLoops,
  ) {
    this.loop = loops.add({
      name: 'retention',
      title: 'The deletion of expired rows',
      everyMs: 60_000,
      jitter: 0.25,
      // It only keeps processes from doing the same work twice: to delete what is over needs no fence.
      lease: { name: 'retention', seconds: 60, perRound: true },
      round: (round) => withContext({ operation: 'retention' }, () => this.round(round)),
    });
  }

  /** A round now. Never rejects: what failed is logged, and the rows are still there next time. */
  sweep(): Promise<void> {
    return this.loop.once();
  }

  private async round(round: Round): Promise<void> {
    const began = performance.now();
    let open = this.rules.all.filter((rule): rule is Sweep => rule.deleteBatch !== undefined);
    const [clock] = await this.database.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
    while (clock && open.length > 0 && !round.isStopping && performance.now() - began < budgetMs) {
      if (!(await round.held())) return;
      const more: Sweep[] = [];
      for (const rule of open) if (await this.batch(rule, clock.now)) more.push(rule);
      open = more;
    }
  }

  private async batch(rule: Sweep, now: Date): Promise<boolean> {
    try {
      return await rule.deleteBatch(now);
    } catch (error) {
      retentionFailures.inc({ table: rule.table });
      this.logger.warn(
        `Expired rows of ${rule.table} could not be deleted; the deletion will be retried in the next round: ${(error as Error).message}`,
      );
      return false;
    }
  }
}
