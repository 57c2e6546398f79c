import { withContext } from '@keelson/kernel';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Leases } from '../coordination/ports.js';
import { Database, databaseNow, type RetentionRule, RetentionRules } from '../persistence/ports.js';
import { counter } from '../telemetry/ports.js';

const retentionFailures = counter({
  name: 'keelson_retention_failures_total',
  help: 'Failed deletions of expired rows in this process, by table; they are retried.',
  labels: ['table'],
});

/** Milliseconds between two rounds, give or take a quarter, so that the processes of an installation do not meet. */
const everyMs = 60_000;
/** Milliseconds that a round may last; what is left then is deleted in the next one. */
const budgetMs = 30_000;
const leaseSeconds = 60;
const renewMs = 15_000;

type Sweep = Required<RetentionRule>;

/**
 * Deletes rows whose time is over, of every table with a rule, in one process at a time. A round goes from table to table,
 * a batch each, until none has more or its time is up: a table with millions of old rows delays no other and is done
 * after some rounds. Each batch commits by itself, so one that fails undoes nothing; its table waits for the next round.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private ended = false;

  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly rules: RetentionRules,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), everyMs * (0.75 + Math.random() / 2));
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ended = true;
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  /** One round; joins the one under way. Never rejects: what failed is logged, and the rows are still there next time. */
  sweep(): Promise<void> {
    this.running ??= withContext({ unit: null, operation: 'retention' }, () => this.round())
      .catch((error: unknown) =>
        this.logger.warn(`Expired rows could not be deleted yet: ${(error as Error).message}`),
      )
      .finally(() => (this.running = null));
    return this.running;
  }

  private async round(): Promise<void> {
    // The lease only keeps processes from doing the same work twice: to delete what is over needs no fence.
    let lease = await this.leases.claim('retention', leaseSeconds);
    if (!lease) return;
    const began = performance.now();
    let claimedAt = began;
    let open = this.rules.all.filter((rule): rule is Sweep => rule.deleteBatch !== undefined);
    const [clock] = await this.database.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
    while (clock && open.length > 0 && !this.ended && performance.now() - began < budgetMs) {
      if (performance.now() - claimedAt > renewMs) {
        lease = await this.leases.claim('retention', leaseSeconds);
        claimedAt = performance.now();
        if (!lease) return;
      }
      const more: Sweep[] = [];
      for (const rule of open) if (await this.batch(rule, clock.now)) more.push(rule);
      open = more;
    }
    await lease.release();
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
