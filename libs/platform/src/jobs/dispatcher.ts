import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { GracefulStop, type Lease, Leases, WakeSignals } from '../coordination/ports.js';
import { RuntimeSettings } from '../runtime/ports.js';
import { JobTransport, refusalOf } from '../queue/ports.js';
import { Admission } from './admission.js';
import { CarriageSweeper } from './carriage-sweeper.js';
import { LineHeads } from './line-heads.js';
import { Reconciler } from './reconciler.js';
import { jobsAreDue } from './wake-topics.js';

/** Seconds that a dispatcher which died is waited for. */
const leaseSeconds = 10;
/** Milliseconds between two renewals, and between two looks of those that wait for the lease. */
const renewMs = 2_500;
/** A round that found nothing to do next is followed by a rest of its own length, up to so many milliseconds. */
const longestRestMs = 20;
/** Milliseconds until the dispatcher looks by itself, since a wake may be lost and a delayed job has none. */
const lookMs = 500;

/** The one process of the installation that admits jobs, brings back what was lost and ends what is over. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap {
  private readonly logger = new Logger('Dispatcher');
  private lease: Lease | null = null;
  private claimedAt = -Infinity;
  private loop: Promise<void> | null = null;
  private ended = false;
  private woken = false;
  private wake: (() => void) | null = null;
  private silence: (() => void) | null = null;
  private readonly chores: {
    readonly everyMs: number;
    at: number;
    readonly run: (lease: Lease) => Promise<void>;
  }[];

  constructor(
    private readonly runtime: RuntimeSettings,
    private readonly leases: Leases,
    private readonly wakes: WakeSignals,
    private readonly transport: JobTransport,
    private readonly admission: Admission,
    private readonly stop: GracefulStop,
    reconciler: Reconciler,
    heads: LineHeads,
    carriages: CarriageSweeper,
  ) {
    const now = performance.now();
    this.chores = [
      { everyMs: 2_000, at: now, run: (lease) => reconciler.reconcile(lease) },
      { everyMs: 30_000, at: now, run: () => heads.releaseAll() },
      { everyMs: 60_000, at: now, run: () => carriages.sweep() },
    ];
  }

  onApplicationBootstrap(): void {
    if (this.runtime.role === 'api') return;
    this.stop.add('The job dispatcher', () => this.end());
    this.silence = this.wakes.on(jobsAreDue, () => this.look());
    this.loop = acrossOrganizations('dispatches and reconciles the jobs of all organizations', () =>
      this.dispatch(),
    );
  }

  private async end(): Promise<void> {
    this.ended = true;
    this.silence?.();
    this.look();
    await this.loop;
    // A lease that can't be given back ends by itself.
    await this.lease?.release().catch(() => undefined);
  }

  private look(): void {
    this.woken = true;
    this.wake?.();
  }

  private async dispatch(): Promise<void> {
    while (!this.ended) {
      const began = performance.now();
      let more = false;
      try {
        const lease = await this.held();
        if (lease) more = await this.round(lease);
      } catch (error) {
        this.tell(error);
        // Whatever it was, the next claim says whether this process still is the one.
        this.claimedAt = -Infinity;
        await this.rest(lookMs, false);
        continue;
      }
      if (more) continue;
      // Jobs that end one after the other wake it each time: it takes half of the time that there is at most.
      await this.rest(Math.min(performance.now() - began, longestRestMs), false);
      await this.rest(this.lease ? lookMs : renewMs, this.lease !== null);
    }
  }

  private async round(lease: Lease): Promise<boolean> {
    this.woken = false;
    const more = await this.admission.admit(lease);
    for (const chore of this.chores) {
      if (this.ended || performance.now() < chore.at) continue;
      chore.at = performance.now() + chore.everyMs;
      await chore.run(lease);
    }
    return more;
  }

  /** The lease, renewed when it is time; null while another process has it. */
  private async held(): Promise<Lease | null> {
    if (performance.now() - this.claimedAt < renewMs) return this.lease;
    const before = this.lease;
    this.lease = null;
    const lease = await this.leases.claim('dispatcher', leaseSeconds);
    this.claimedAt = performance.now();
    if (lease && lease.fence !== before?.fence) await this.admission.begin();
    this.lease = lease;
    return lease;
  }

  /** Sleeps, until woken unless `soundly`. */
  private async rest(ms: number, lightly: boolean): Promise<void> {
    if (this.ended || (lightly && this.woken)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        if (!lightly && !this.ended) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  private tell(error: unknown): void {
    const away = this.transport.away || (error as { kind?: unknown }).kind === 'unavailable';
    // Outages and refusals are told by those that notice them.
    if (away || this.ended || refusalOf(error) !== null) return;
    this.logger.warn(`Jobs cannot be dispatched at the moment: ${(error as Error).message}`);
  }
}
