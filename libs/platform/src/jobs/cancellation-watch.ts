import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, paddedToPowerOfTwo } from '../persistence/ports.js';
import { JobCancelledError } from './attempt-failure.js';
import { marks } from './job-sql.js';
import { JobRunner } from './job-runner.js';

const lookMs = 1_000;

/** Ends the attempts of this process whose jobs somebody has cancelled; asks only while something runs. */
@Injectable()
export class CancellationWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private looking = false;

  constructor(
    private readonly database: Database,
    private readonly runner: JobRunner,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), lookMs);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const attempts = this.runner.attempts();
    if (attempts.length === 0 || this.looking) return;
    this.looking = true;
    try {
      const ids = paddedToPowerOfTwo(attempts.map(({ id }) => id));
      const rows = await acrossOrganizations('looks for cancelled jobs that run in this process', () =>
        this.database.read<{ id: string }>(
          `SELECT id FROM jobs WHERE id IN (${marks(ids)}) AND cancel_requested = TRUE`,
          ids,
        ),
      );
      const cancelled = new Set(rows.map(({ id }) => id));
      for (const attempt of attempts)
        if (cancelled.has(attempt.id)) attempt.breakOff(new JobCancelledError('The job was cancelled.'));
    } catch {
      // The database is away: the next look is soon.
    } finally {
      this.looking = false;
    }
  }
}
