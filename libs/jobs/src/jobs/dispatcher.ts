import { Injectable } from '@nestjs/common';
import { BackgroundLoops, type Lease, type Round } from '@keelson/runtime/ports';
import { JobTransport, refusalOf } from '../queue/ports.js';
import { Admission } from './admission.js';
import { CarriageSweeper } from './carriage-sweeper.js';
import { LineHeads } from './line-heads.js';
import { Reconciler } from './reconciler.js';
import { jobsAreDue } from './wake-topics.js';

/** Part of the dispatcher's rounds that is due now and then; never beside an admission. */
interface Chore {
  readonly everyMs: number;
  dueAt: number;
  readonly run: (lease: Lease) => Promise<void>;
}

/** The one process of the installation that admits jobs, brings back what was lost and ends what is over. */
@Injectable()
export class Dispatcher {
  /** The fence of the lease that the admission has begun with. */
  private begunFence: number | null = null;
  private readonly chores: readonly Chore[];

  constructor(
    private readonly admission: Admission,
    transport: JobTransport,
    reconciler: Reconciler,
    heads: LineHeads,
    carriages: CarriageSweeper,
    loops: BackgroundLoops,
  ) {
    const dueAt = performance.now();
    this.chores = [
      { everyMs: 2_000, dueAt, run: (lease) => reconciler.reconcile(lease) },
      { everyMs: 30_000, dueAt, run: () => heads.releaseAll() },
      { everyMs: 60_000, dueAt, run: () => carriages.sweep() },
    ];
    loops.add({
      name: 'job-dispatcher',
      title: 'The job dispatcher',
      // A wake may be lost, and a delayed job has none.
      everyMs: 500,
      atStart: true,
      // Jobs that end one after the other wake it each time.
      restUpToMs: 20,
      role: 'worker',
      wakeOn: [jobsAreDue],
      lease: { name: 'dispatcher', seconds: 10 },
      across: 'dispatches and reconciles the jobs of all organizations',
      whileFailing: 'In the meantime, jobs wait.',
      isReportedElsewhere: (error) => transport.away || refusalOf(error) !== null,
      round: (round) => this.dispatch(round),
    });
  }

  /** @returns whether there is more */
  private async dispatch(round: Round): Promise<boolean> {
    const lease = await round.held();
    if (!lease) return false;
    if (lease.fence !== this.begunFence) await this.admission.begin();
    this.begunFence = lease.fence;
    const hasMore = await this.admission.admit(lease);
    for (const chore of this.chores) {
      if (round.isStopping || performance.now() < chore.dueAt) continue;
      chore.dueAt = performance.now() + chore.everyMs;
      await chore.run(lease);
    }
    return hasMore;
  }
}
