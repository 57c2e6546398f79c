import { Injectable } from '@nestjs/common';
import { WakeSignals } from '@keelson/sql/ports';
import { Database } from '@keelson/sql/ports';
import { jobsAreDue } from './wake-topics.js';

/** Queues whose jobs wait until somebody resumes them, in all processes; what a worker has begun goes on. */
@Injectable()
export class QueuePauses {
  constructor(
    private readonly database: Database,
    private readonly wakes: WakeSignals,
  ) {}

  async paused(): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ name: string }>(
      'SELECT name FROM job_queues WHERE paused = TRUE LIMIT 1000',
    );
    return new Set(rows.map(({ name }) => name));
  }

  pause(queue: string): Promise<void> {
    return this.write(queue, true);
  }

  async resume(queue: string): Promise<void> {
    await this.write(queue, false);
    this.wakes.send(jobsAreDue);
  }

  private async write(queue: string, paused: boolean): Promise<void> {
    const flag = paused ? 'TRUE' : 'FALSE';
    const conflict =
      this.database.dialect === 'mysql'
        ? `ON DUPLICATE KEY UPDATE paused = ${flag}`
        : `ON CONFLICT (name) DO UPDATE SET paused = ${flag}`;
    await this.database.write(`INSERT INTO job_queues (name, paused) VALUES (?, ${flag}) ${conflict}`, [
      queue,
    ]);
  }
}
