import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { BackgroundLoops } from '@keelson/runtime/ports';
import { Database, databaseNow, parsed } from '@keelson/sql/ports';
import { carriageId } from './carriage.js';
import { JobRunner } from './job-runner.js';

/** Milliseconds between two beats. */
const beatMs = 1_500;
/** Seconds that a beat speaks for its attempts: some may be late. */
const freshSeconds = 5;

/**
 * Each process with attempts in its hands says so in one row of its own, by the database's clock: whether a worker is alive
 * must not hang on anybody's own clock. In a row of its own, since a handler may keep that of its job locked.
 */
@Injectable()
export class AttemptBeats {
  private readonly worker = randomUUID();

  constructor(
    private readonly database: Database,
    private readonly runner: JobRunner,
    loops: BackgroundLoops,
  ) {
    loops.add({
      name: 'attempt-beats',
      title: 'The recording of running attempts',
      everyMs: beatMs,
      role: 'worker',
      stops: 'last',
      across: 'records which attempts run in this process',
      whileFailing: 'Attempts running in this process may be treated as lost.',
      round: () => this.beat(),
    });
  }

  /** The attempts that some process has in its hands, as BullMQ names them. */
  async alive(): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ attempts: unknown }>(
      // A beat of the future is none: the database's clock was set back.
      `SELECT attempts FROM job_workers WHERE beat_at BETWEEN ${databaseNow} - INTERVAL '${freshSeconds}' SECOND AND ${databaseNow} + INTERVAL '${freshSeconds}' SECOND`,
    );
    return new Set(rows.flatMap(({ attempts }) => parsed(attempts) as string[]));
  }

  private async beat(): Promise<void> {
    const attempts = this.runner.attempts();
    if (attempts.length === 0) return;
    const json = JSON.stringify(attempts.map(({ id, number }) => carriageId(id, number)));
    const { affected } = await this.database.write(
      `UPDATE job_workers SET beat_at = ${databaseNow}, attempts = ? WHERE id = ?`,
      [json, this.worker],
    );
    if (affected === 0)
      await this.database.write(
        `INSERT INTO job_workers (id, beat_at, attempts) VALUES (?, ${databaseNow}, ?)`,
        [this.worker, json],
      );
  }
}
