import { Injectable } from '@nestjs/common';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { Database, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { JobCancelledError, JobHeldError } from './attempt-failure.js';
import { JobHolds } from './job-holds.js';
import { JobRunner } from './job-runner.js';
import { marks } from './job-sql.js';
import type { RunningAttempt } from './running-attempt.js';

/**
 * Milliseconds within which a hold is committed: until then, a job may be admitted later by the clock than its organization
 * was held.
 */
const commitWithinMs = 5_000;

/** Ends the attempts of this process whose jobs were cancelled or whose organizations are held; asks only while something runs. */
@Injectable()
export class CancellationWatch {
  constructor(
    private readonly database: Database,
    private readonly runner: JobRunner,
    private readonly holds: JobHolds,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'cancellation-watch',
      title: 'The check for cancelled jobs',
      everyMs: 1_000,
      role: 'worker',
      stops: 'last',
      across: 'looks for cancelled jobs running in this process',
      round: () => this.look(),
    });
  }

  private async look(): Promise<void> {
    const attempts = this.runner.attempts();
    if (attempts.length === 0) return;
    const ids = paddedToPowerOfTwo(attempts.map(({ id }) => id));
    const rows = await this.database.read<{ id: string }>(
      `SELECT id FROM jobs WHERE id IN (${marks(ids)}) AND cancel_requested = TRUE`,
      ids,
    );
    const cancelled = new Set(rows.map(({ id }) => id));
    for (const attempt of attempts)
      if (cancelled.has(attempt.id)) attempt.breakOff(new JobCancelledError('The job was cancelled.'));
    if (await this.holds.any()) await this.breakOffHeld(attempts);
  }

  private async breakOffHeld(attempts: readonly RunningAttempt[]): Promise<void> {
    const owners = new Map(
      attempts.flatMap((one) =>
        one.envelope.scope.kind === 'organization' ? [[one, one.envelope.scope.organizationId] as const] : [],
      ),
    );
    const held = await this.holds.among([...owners.values()]);
    for (const [attempt, organizationId] of owners) {
      const heldAt = held.get(organizationId);
      if (!heldAt) continue;
      const heldForMs = Number(attempt.envelope.admittedAt) - Number(heldAt);
      attempt.breakOff(new JobHeldError(heldForMs > commitWithinMs));
    }
  }
}
