import type { Lease } from './lease.js';
import type { LoopLease } from './loop.js';

/** Where loops get their leases; `coordination` has it. */
export interface LoopLeases {
  claim(name: string, seconds: number): Promise<Lease | null>;
}

/** The lease of a loop: claimed when it is free, renewed in time, given back at the end. */
export class HeldLease {
  private lease: Lease | null = null;
  private dueAt = -Infinity;
  /** Milliseconds between two renewals. */
  private readonly renewMs: number;
  /** Milliseconds between two looks whether the process that has it is gone. */
  readonly seekMs: number;

  constructor(
    private readonly leases: LoopLeases,
    private readonly declared: LoopLease,
  ) {
    this.renewMs = declared.seconds * 250;
    this.seekMs = declared.seekEveryMs ?? this.renewMs;
  }

  /** @returns null while another process has it */
  async held(): Promise<Lease | null> {
    if (performance.now() < this.dueAt) return this.lease;
    this.lease = await this.leases.claim(this.declared.name, this.declared.seconds);
    this.dueAt = performance.now() + (this.lease ? this.renewMs : this.seekMs);
    return this.lease;
  }

  /** A round has failed, perhaps because the lease was lost: the next claim says whether this process still has it. */
  doubt(): void {
    this.dueAt = -Infinity;
  }

  async endRound(): Promise<void> {
    if (this.declared.perRound) await this.release();
  }

  /** Never rejects: a lease that cannot be given back ends by itself. */
  async release(): Promise<void> {
    const { lease } = this;
    this.lease = null;
    this.dueAt = -Infinity;
    await lease?.release().catch(() => undefined);
  }
}
