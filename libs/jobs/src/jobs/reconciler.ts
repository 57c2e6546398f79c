import { Injectable, Logger } from '@nestjs/common';
import { Database, databaseNow, readScope, ServerClock } from '@keelson/sql/ports';
import type { Lease } from '@keelson/sql/ports';
import { JobTransport } from '../queue/ports.js';
import { counter } from '@keelson/runtime/ports';
import { AttemptBeats } from './attempt-beats.js';
import { carriageId, carriageOf, envelopeColumns, type EnvelopeRow } from './carriage.js';
import { failureOfAttempt, LostAttemptError } from './attempt-failure.js';
import { JobMarks } from './job-marks.js';
import { SilentAttempts } from './silent-attempts.js';

const lostAttempts = counter({
  name: 'keelson_job_attempts_lost_total',
  help: 'Job attempts that lost their worker, by queue.',
  labels: ['queue'],
});

/** Active jobs that are looked at, and those of them that BullMQ is asked about, in one go. */
const mostActive = 20_000;
const most = 1_000;
const questionsAtOnce = 50;
/** Seconds after which an attempt that nobody has begun goes before those of others. */
const patienceSeconds = 300;

interface ActiveRow {
  readonly id: string;
  readonly queue: string;
  readonly attempt: number;
  readonly impatient: number | boolean;
}

/**
 * Compares the jobs that are active by their rows with what BullMQ has, and with what the workers say: one that died, or a
 * Redis that was wiped, must not keep a job for ever. An attempt that runs by BullMQ and that no worker has claimed for a
 * while was lost with its worker, and counts; so does one that BullMQ has failed. What it doesn't know is handed over again
 * as the same attempt, since nobody may have begun it.
 */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger('Jobs');
  private readonly silent = new SilentAttempts();

  constructor(
    private readonly database: Database,
    private readonly transport: JobTransport,
    private readonly marks: JobMarks,
    private readonly beats: AttemptBeats,
    private readonly clock: ServerClock,
  ) {}

  /** @throws Error when BullMQ's server is away; LeaseLostError */
  async reconcile(lease: Lease): Promise<void> {
    if (this.transport.away) return;
    await this.transport.mendLimits();
    const alive = await this.beats.alive();
    const rows = await this.database.read<ActiveRow>(
      `SELECT id, queue, attempt, admitted_at < ${databaseNow} - INTERVAL '${patienceSeconds}' SECOND AS impatient FROM jobs WHERE state = 'active' AND admitted_at < ${databaseNow} - INTERVAL '10' SECOND ORDER BY admitted_at LIMIT ${mostActive}`,
    );
    const all = rows.map((row) => [carriageId(row.id, row.attempt), row] as const);
    const unclaimed = new Map(all.filter(([id]) => !alive.has(id)).slice(0, most));
    const silent: string[] = [];
    await inParts([...unclaimed], async ([id, row]) => {
      if (await this.look(lease, id, row)) silent.push(id);
    });
    await inParts(this.silent.look(silent), async (id) => {
      const row = unclaimed.get(id) as ActiveRow;
      await this.transport.fail(row.queue, id, 'The worker stopped responding.');
      await this.lose(lease, row);
    });
  }

  /** @returns whether somebody should have it in hands */
  private async look(lease: Lease, id: string, row: ActiveRow): Promise<boolean> {
    const state = await this.transport.stateOf(row.queue, id);
    if (state === 'unknown') await this.carryAgain(row);
    else if (state === 'failed' || state === 'completed') await this.lose(lease, row);
    else if (state === 'prioritized' && row.impatient) await this.transport.hasten(row.queue, id);
    return state === 'active';
  }

  /** The end of an attempt is written before BullMQ forgets it: so look again, now that it has. */
  private async still({ id, attempt }: ActiveRow): Promise<EnvelopeRow | undefined> {
    const [row] = await this.database.read<EnvelopeRow>(
      `SELECT ${envelopeColumns} FROM jobs WHERE id = ? AND state = 'active' AND attempt = ?`,
      [id, attempt],
    );
    return row;
  }

  private async carryAgain(active: ActiveRow): Promise<void> {
    const row = await this.still(active);
    if (!row) return;
    this.logger.warn('A job was missing from the queue and was queued again', {
      job: row.queue,
      id: row.id,
      attempt: row.attempt,
    });
    await this.transport.carry(row.queue, [carriageOf(row, row.priority + 1)]);
  }

  private async lose(lease: Lease, active: ActiveRow): Promise<void> {
    const row = await this.still(active);
    if (!row) return;
    const ref = {
      id: row.id,
      scope: readScope(row.organization_id),
      attempt: row.attempt,
      admittedAt: row.admitted_at ?? this.clock.now(),
    };
    const failure = failureOfAttempt(new LostAttemptError('The worker never responded again.'), {
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

async function inParts<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += questionsAtOnce)
    await Promise.all(all.slice(at, at + questionsAtOnce).map((one) => work(one)));
}
