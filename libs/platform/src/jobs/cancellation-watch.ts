import { Injectable } from '@nestjs/common';
import { BackgroundLoops } from '../background/ports.js';
import { Database, paddedToPowerOfTwo } from '../persistence/ports.js';
import { JobCancelledError } from './attempt-failure.js';
import { JobRunner } from './job-runner.js';
import { marks } from './job-sql.js';

/** Ends the attempts of this process whose jobs somebody has cancelled; asks only while something runs. */
@Injectable()
export class CancellationWatch {
  constructor(
    private readonly database: Database,
    private readonly runner: JobRunner,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'cancellation-watch',
      title: 'The watch for cancelled jobs',
      everyMs: 1_000,
      role: 'worker',
      stops: 'last',
      across: 'looks for cancelled jobs that run in this process',
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
  }
}
