import { Injectable, Logger } from '@nestjs/common';
import { installationId } from '../audit/change-log.js';
import type { Lease } from '../coordination/leases.js';
import { Database } from '../persistence/database.js';
import { JobTransport } from '../queue/job-transport.js';
import { lostAttempts } from '../telemetry/metrics/counters.js';
import { carriageId, carriageOf, envelopeColumns, type EnvelopeRow } from './carriage.js';
import { failureOfAttempt, LostAttemptError } from './attempt-failure.js';
import { databaseNow } from './job-sql.js';
import { JobMarks } from './job-marks.js';

/** Jobs that BullMQ is asked about in one go. */
const most = 1_000;
const together = 50;
/** Seconds after which an attempt that nobody has begun goes before those of others. */
const patienceSeconds = 300;

type ActiveRow = EnvelopeRow & { readonly impatient: number | boolean };

/**
 * Compares the jobs that are active by their rows with what BullMQ has: a worker that died, or a Redis that was wiped, must
 * not keep a job for ever. What BullMQ has failed was lost with its worker, and that attempt counts; what it doesn't know
 * is handed over again as the same attempt, since nobody may have begun it.
 */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly database: Database,
    private readonly transport: JobTransport,
    private readonly marks: JobMarks,
  ) {}

  /** @throws Error when BullMQ's server is away; LeaseLostError */
  async reconcile(lease: Lease): Promise<void> {
    if (this.transport.away) return;
    const rows = await this.database.read<ActiveRow>(
      `SELECT ${envelopeColumns}, admitted_at < ${databaseNow} - INTERVAL '${patienceSeconds}' SECOND AS impatient FROM jobs WHERE state = 'active' AND admitted_at < ${databaseNow} - INTERVAL '10' SECOND ORDER BY admitted_at LIMIT ${most}`,
    );
    for (let at = 0; at < rows.length; at += together)
      await Promise.all(rows.slice(at, at + together).map((row) => this.look(lease, row)));
  }

  private async look(lease: Lease, row: ActiveRow): Promise<void> {
    const id = carriageId(row.id, row.attempt);
    const state = await this.transport.stateOf(row.queue, id);
    if (state === 'unknown') await this.carryAgain(row);
    else if (state === 'failed' || state === 'completed') await this.lose(lease, row);
    else if (state === 'prioritized' && row.impatient) await this.transport.hasten(row.queue, id);
  }

  private async carryAgain(row: EnvelopeRow): Promise<void> {
    // The end of an attempt is written before BullMQ forgets it: look once more, now that it has.
    const [still] = await this.database.read<{ id: string }>(
      "SELECT id FROM jobs WHERE id = ? AND state = 'active' AND attempt = ?",
      [row.id, row.attempt],
    );
    if (!still) return;
    this.logger.warn('A job was gone from the queue and is handed over again', {
      job: row.queue,
      id: row.id,
      attempt: row.attempt,
    });
    await this.transport.carry(row.queue, [carriageOf(row, row.priority + 1)]);
  }

  private async lose(lease: Lease, row: EnvelopeRow): Promise<void> {
    const ref = {
      id: row.id,
      organizationId: row.organization_id === installationId ? null : row.organization_id,
      attempt: row.attempt,
      admittedAt: row.admitted_at ?? new Date(),
    };
    const failure = failureOfAttempt(new LostAttemptError('The worker did not come back.'), {
      attempt: row.attempt,
      maxAttempts: row.max_attempts,
    });
    const lost = await this.database.separateTransaction(async () => {
      await lease.assertHeld();
      return this.marks.failed(ref, failure);
    });
    if (!lost) return;
    lostAttempts.inc({ queue: row.queue });
    this.logger.warn('A job lost its worker', {
      job: row.queue,
      id: row.id,
      attempt: row.attempt,
      outcome: failure.outcome,
    });
  }
}
